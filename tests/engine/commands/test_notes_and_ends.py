"""Notes, cancelling, and what can no more be done in a case that has ended."""

from __future__ import annotations

import pytest

from engine.cases.errors import CaseClosed, CaseNotFound, NotStaff, NotSupervisor
from engine.commands.add_note import add_note
from engine.commands.cancel_case import cancel_case
from engine.commands.complete_task import complete_task
from engine.commands.escalate import escalate
from engine.errors import InvalidSubmission
from engine.step import CUSTOMER
from engine.tasks.errors import TaskCancelled
from engine.work.models import Work
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder, two_steps


def test_a_note_stands_on_the_timeline(desk: Desk) -> None:
    desk.deploy(two_steps().build())
    opened = desk.open()

    desk.do("ana", add_note, opened.case_id, "Called, no answer.")

    entry = desk.timeline(opened)[-1]
    assert (entry.verb, entry.by, entry.content) == ("note added", "Ana", {"text": "Called, no answer."})


def test_a_note_sent_twice_stands_once(desk: Desk) -> None:
    desk.deploy(two_steps().build())
    opened = desk.open()

    for _ in range(2):
        desk.send("ana", "key", add_note, opened.case_id, "Called, no answer.")

    assert desk.verbs(opened).count("note added") == 1


@pytest.mark.parametrize("text", ["", "   ", "x" * 20_001])
def test_an_empty_or_endless_note_is_refused(desk: Desk, text: str) -> None:
    desk.deploy(two_steps().build())
    opened = desk.open()

    with pytest.raises(InvalidSubmission):
        desk.do("ana", add_note, opened.case_id, text)


def test_customers_write_no_notes_and_unknown_cases_have_none(desk: Desk) -> None:
    with pytest.raises(NotStaff):
        desk.do(CUSTOMER, add_note, 1, "Hello")
    with pytest.raises(CaseNotFound):
        desk.do("ana", add_note, 99, "Hello")


def test_cancelling_ends_tasks_and_timers_and_keeps_the_reason(desk: Desk) -> None:
    builder = (
        PackageBuilder()
        .start()
        .user("answer")
        .end()
        .on_timer("late", "answer", "P1D")
        .end("over")
        .flow("start", "answer", "end")
        .flow("late", "over")
    )
    desk.deploy(builder.build())
    opened = desk.open()
    task = desk.task("answer").id

    desk.do("sue", cancel_case, opened.case_id, "Opened by mistake.")

    assert desk.case(opened).state == "cancelled"
    assert [row for row in desk.rows(Work) if row.state == "ready"] == []
    entry = next(entry for entry in desk.timeline(opened) if entry.verb == "case cancelled")
    assert entry.content["reason"] == "Opened by mistake."
    with pytest.raises(TaskCancelled):
        desk.do("ana", complete_task, task, {})


def test_only_supervisors_cancel_and_they_say_why(desk: Desk) -> None:
    desk.deploy(two_steps().build())
    opened = desk.open()

    with pytest.raises(NotSupervisor):
        desk.do("ana", cancel_case, opened.case_id, "No.")
    with pytest.raises(InvalidSubmission):
        desk.do("sue", cancel_case, opened.case_id, "")


def test_an_ended_case_is_not_moved_any_more(desk: Desk) -> None:
    desk.deploy(two_steps().build())
    opened = desk.open()
    desk.do("sue", cancel_case, opened.case_id, "Opened by mistake.")

    with pytest.raises(CaseClosed):
        desk.do("sue", cancel_case, opened.case_id, "Again.")
    with pytest.raises(CaseClosed):
        desk.do("ana", escalate, opened.case_id, 1, "Help.")
