"""Clocks raise escalations into the case, whether or not the diagram catches them."""

from __future__ import annotations

from typing import Any

from engine.commands.cancel_case import cancel_case
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder

ANSWER: dict[str, Any] = {
    "answer": {
        "title": "Answer",
        "kind": "service",
        "starts": "=case.received",
        "target": "8 working hours",
        "calendar": "office",
        "points": [
            {"at": "75 %", "level": 1, "code": "clock_warning"},
            {"at": "100 %", "level": 2, "code": "clock_breached"},
        ],
    }
}


def promised() -> PackageBuilder:
    """One task under a clock of one working day."""
    return (
        PackageBuilder().settings(clocks=ANSWER).start().user("answer").end().flow("start", "answer", "end")
    )


def test_a_clock_tells_the_level_of_its_point(desk: Desk) -> None:
    desk.deploy(promised().build())
    desk.open()

    desk.wait(days=3)

    assert desk.escalations() == [("clock", 1, "clock_warning"), ("clock", 2, "clock_breached")]


def test_the_timeline_says_once_that_a_promise_was_missed_beside_the_call_for_help(desk: Desk) -> None:
    desk.deploy(promised().build())
    opened = desk.open()

    desk.wait(days=30)

    said = [verb for verb in desk.verbs(opened) if verb in ("clock breached", "escalation raised")]
    assert said == ["escalation raised", "clock breached", "escalation raised"]


def test_the_diagram_may_catch_it_below_it_need_not(desk: Desk) -> None:
    desk.deploy(promised().on_escalation("overdue", "clock_breached", "step_in").build())
    desk.open()

    desk.wait(days=3)

    assert desk.open_tasks() == ["answer", "step_in"]
    assert len(desk.escalations()) == 2


def test_an_answer_in_time_escalates_nothing(desk: Desk) -> None:
    desk.deploy(promised().build())
    desk.open()
    desk.complete("ana", "answer")

    desk.wait(days=30)

    assert desk.escalations() == []


def test_the_case_carries_its_next_due_time(desk: Desk) -> None:
    desk.deploy(promised().build())
    opened = desk.open()

    due = desk.case(opened).due_at

    assert due is not None
    assert due > desk.now


def test_a_cancelled_case_keeps_no_promises(desk: Desk) -> None:
    desk.deploy(promised().build())
    opened = desk.open()

    desk.do("sue", cancel_case, opened.case_id, "Opened twice.")
    desk.wait(days=30)

    assert desk.escalations() == []
    assert desk.case(opened).state == "cancelled"
    assert desk.open_tasks() == []
