"""`amends simulate`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from engine.cli.simulate import simulate
from tests.engine.bpmn.drawing import Drawing


@pytest.fixture
def diagram(tmp_path: Path) -> Path:
    """start -> ask -> work -> pause -> end, with a reaction to the escalation `late`."""
    drawing = Drawing()
    drawing.start()
    drawing.start("arrived", message="hello")
    drawing.user("ask")
    drawing.service("work", "crm.update")
    drawing.boundary("failed", "work", error="broken")
    drawing.user("repair")
    drawing.catch("pause", timer=("duration", "PT1H"))
    drawing.catch("reply", message="reply", key="=name")
    drawing.end()
    drawing.path("start", "ask", "work", "pause", "reply", "end")
    drawing.path("arrived", "ask")
    drawing.path("failed", "repair")
    with drawing.reacting("reaction"):
        drawing.start("begin", isInterrupting="false", escalation="late")
        drawing.end("told")
        drawing.path("begin", "told")
    file = tmp_path / "p.bpmn"
    file.write_bytes(drawing.xml())
    return file


def call(diagram: Path, steps: Any, *more: str) -> Result:
    text = steps if isinstance(steps, str) else json.dumps(steps)
    return CliRunner().invoke(
        simulate, [str(diagram), "--steps", "-", "--at", "2026-03-02T09:00:00Z", *more], input=text
    )


STEPS = [
    {"start": {"name": "Ana"}},
    {"complete": "ask", "variables": {"answer": 1.50}},
    {"escalate": "late"},
    {"job": "crm.update", "variables": {"done": True}},
    {"advance": "PT2H"},
    {"message": "reply", "key": "Ana", "variables": {"text": "thanks"}},
]


def test_a_run_prints_the_trace_and_the_case_file(diagram: Path) -> None:
    result = call(diagram, STEPS)

    report = json.loads(result.output)
    assert result.exit_code == 0
    assert report["finished"] is True
    assert report["variables"] == {"name": "Ana", "answer": 1.5, "done": True, "text": "thanks"}
    assert [line["entered"] for line in report["trace"] if "entered" in line] == [
        "start",
        "ask",
        "work",
        "reaction",
        "begin",
        "told",
        "pause",
        "reply",
        "end",
    ]
    assert report["trace"][:2] == [{"entered": "start"}, {"left": "start"}]
    assert report["now"] == "2026-03-02T11:00:00Z"


def test_json_lines_in_give_json_lines_out(diagram: Path) -> None:
    lines = "\n".join(json.dumps(run) for run in (STEPS[:1], STEPS[:2], {"process": "p", "steps": STEPS}))

    result = call(diagram, lines)

    reports = [json.loads(line) for line in result.output.splitlines()]
    assert [report["finished"] for report in reports] == [False, False, True]
    assert [report["tasks"] for report in reports] == [["ask"], [], []]
    assert reports[1]["jobs"] == [{"element": "work", "type": "crm.update"}]


def test_a_step_that_cannot_be_done_is_named(diagram: Path) -> None:
    result = call(diagram, [{"start": {}}, {"complete": "nowhere"}])

    assert result.exit_code == 1
    assert json.loads(result.output)["error"] == {
        "step": 2,
        "message": "The step cannot be done. (no open user task nowhere)",
    }


def test_a_job_may_end_in_an_error_and_a_case_may_begin_with_a_message(diagram: Path) -> None:
    steps = [
        {"message": "hello", "variables": {"x": 1}},
        {"complete": "ask"},
        {"job": "work", "error": "broken"},
    ]

    report = json.loads(call(diagram, steps).output)

    assert report["tasks"] == ["repair"]
    assert report["variables"] == {"x": 1}
    assert report["thrown"] == [{"kind": "error", "name": "broken", "element": "work", "caught": True}]


def said(diagram: Path, *steps: dict[str, Any]) -> str:
    return str(json.loads(call(diagram, list(steps)).output)["error"]["message"])


def test_what_a_step_cannot_say_is_refused_and_not_left_out(diagram: Path) -> None:
    assert "beside 'complete' there may be variables" in said(diagram, {"complete": "ask", "vars": {}})
    assert "'signal' takes a text" in said(diagram, {"signal": {"name": "s"}})
    assert "a step has one of" in said(diagram, {"signal": None})
    assert "time only goes on" in said(diagram, {"advance": "-PT1H"})
    assert "variables are an object" in said(diagram, {"complete": "ask", "variables": 5})
    assert "nobody waits for the message unknown" in said(diagram, {"message": "unknown"})


def test_what_is_null_in_a_step_counts_as_not_written(diagram: Path) -> None:
    steps = [{"complete": "ask", "variables": None}, {"job": "work", "error": None}]

    assert [line["element"] for line in json.loads(call(diagram, steps).output)["timers"]] == ["pause"]


def test_one_line_in_gives_one_line_out(diagram: Path) -> None:
    assert len(call(diagram, "[]").output.splitlines()) == 1
    assert len(call(diagram, "[\n]").output.splitlines()) > 1


def test_a_signal_that_comes_first_opens_the_case_at_its_start_event(tmp_path: Path) -> None:
    drawing = Drawing()
    drawing.start("told", signal="news")
    drawing.user("read")
    drawing.path("told", "read")
    file = tmp_path / "p.bpmn"
    file.write_bytes(drawing.xml())

    report = json.loads(call(file, [{"signal": "news", "variables": {"x": 1}}]).output)
    nothing = call(file, [])

    assert (report["tasks"], report["variables"]) == (["read"], {"x": 1})
    assert nothing.exit_code == 1
    assert "cannot be started this way" in json.loads(nothing.output)["error"]["message"]


def test_wrong_use_is_told_with_exit_code_two(diagram: Path) -> None:
    assert call(diagram, "[{").exit_code == 2
    assert call(diagram, [1]).exit_code == 2
    assert call(diagram, [], "--process", "q").exit_code == 2
    assert call(diagram, [], "--at", "soon").exit_code == 2
    assert "is empty" in call(diagram, "").output
    assert "line 2" in call(diagram, "[]\n[{").output
    assert "nested too deeply" in call(diagram, "[" * 9_999).output
    assert "There is no process ['p']" in call(diagram, {"process": ["p"], "steps": []}).output


def test_steps_in_another_encoding_are_refused(diagram: Path) -> None:
    steps = diagram.with_name("steps.json")
    steps.write_bytes('[{"start": {"name": "Zoë"}}]'.encode("latin-1"))

    result = CliRunner().invoke(simulate, [str(diagram), "--steps", str(steps)])

    assert result.exit_code == 2
    assert "UTF-8" in result.output


def test_a_diagram_with_findings_is_not_run(tmp_path: Path) -> None:
    file = tmp_path / "x.bpmn"
    file.write_text("<x/>")

    result = call(file, [])

    assert result.exit_code == 1
    assert "not-bpmn" in result.output
