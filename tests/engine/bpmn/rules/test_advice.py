"""What runs, but perhaps not as its owner means."""

from __future__ import annotations

import pytest

from engine.bpmn.check import check_model
from engine.bpmn.reading import read_model
from tests.engine.bpmn.drawing import Drawing
from tests.engine.bpmn.found import findings


def test_doubtful_things_are_warnings_and_run() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.node("userTask", "old")
    drawing.gateway("exclusive", "which")
    drawing.user("a")
    drawing.user("b")
    drawing.gateway("parallel", "join")
    drawing.end()
    drawing.path("start", "old", "which")
    drawing.flow("which", "a", "x = 1")
    drawing.flow("which", "b", "x = 2")
    drawing.path("a", "join", "end")
    drawing.path("b", "join")

    model = read_model({"a.bpmn": drawing.xml()})

    assert {(finding.element, finding.code, finding.level) for finding in check_model(model)} == {
        ("", "no-drawing", "warning"),
        ("old", "not-native", "warning"),
        ("which", "no-default-flow", "warning"),
        ("join", "join-never-completes", "warning"),
    }


def test_a_loop_nobody_can_leave_is_a_warning() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.gateway("exclusive", "again")
    drawing.user("a")
    drawing.path("start", "again", "a", "again")

    assert ("a", "no-way-to-end") in findings(drawing)


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("=false", True),
        ("=1 > 2", True),
        ("=true", False),
        ("=x", False),
        ("=today() > @'2030-01-01'", False),
    ],
)
def test_a_condition_that_is_never_true_is_a_warning(condition: str, said: bool) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.gateway("exclusive", "which", default="which_end")
    drawing.user("a")
    drawing.end()
    drawing.path("start", "which", "end")
    drawing.flow("which", "a", condition.replace("'", '"'))

    assert (("which", "flow-never-taken") in findings(drawing)) is said


def test_an_error_or_escalation_that_nothing_throws_is_a_warning() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.user("asked")
    drawing.service("done")
    with drawing.inside("sub"):
        drawing.start("inner")
        drawing.end("fail", error="known")
        drawing.path("inner", "fail")
    drawing.path("start", "asked", "done", "sub")
    for name, host, code in (
        ("no_error", "asked", ""),
        ("any_error", "done", "whatever"),
        ("same", "sub", "known"),
        ("other", "sub", "unknown"),
    ):
        drawing.boundary(name, host, error=code)
    drawing.boundary("no_escalation", "sub", escalation="")

    found = {element for element, code in findings(drawing) if code == "never-happens"}
    assert found == {"no_error", "other", "no_escalation"}
