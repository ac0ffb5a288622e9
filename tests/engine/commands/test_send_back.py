"""Sending back and correcting: mistakes are mended, and what was before stays to be seen."""

from __future__ import annotations

import pytest

from engine.commands.complete_task import complete_task
from engine.commands.correct_answer import correct_answer
from engine.commands.send_back import earlier_steps, send_back
from engine.errors import InvalidSubmission, NotAllowed
from engine.tasks.errors import CannotCorrect, CannotSendBack, NotInLane, StaleForm
from engine.tasks.models import Task
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder, text, two_steps


def registered(desk: Desk) -> str:
    """A case of Ana's that waits for approval; gives the id of the approval task."""
    desk.deploy(two_steps().build())
    desk.open()
    desk.complete("ana", "register", subject="Old")
    return desk.task("approve").id


def registration(desk: Desk) -> str:
    """The id of the completed task."""
    return next(task.id for task in desk.rows(Task) if task.state == "completed")


def test_the_earlier_step_is_done_again_by_whoever_did_it(desk: Desk) -> None:
    task = registered(desk)

    desk.do("mia", send_back, task, "register", "The amount is missing.")

    assert desk.open_tasks() == ["register"]
    assert desk.task("register").assignee_id == desk.people["ana"].id


def test_the_reason_stands_on_the_timeline(desk: Desk) -> None:
    task = registered(desk)

    desk.do("mia", send_back, task, "register", "The amount is missing.")

    entries = [entry for entry in desk.timeline(desk.only()) if entry.verb == "sent back"]
    assert [(entry.by, entry.content["reason"]) for entry in entries] == [("Mia", "The amount is missing.")]


def test_a_reason_is_asked_for(desk: Desk) -> None:
    task = registered(desk)

    with pytest.raises(InvalidSubmission):
        desk.do("mia", send_back, task, "register", "")


def test_a_case_is_sent_back_only_to_a_step_that_was_done(desk: Desk) -> None:
    task = registered(desk)

    with pytest.raises(CannotSendBack):
        desk.do("mia", send_back, task, "approve", "Look again.")


def test_other_groups_cannot_send_back(desk: Desk) -> None:
    task = registered(desk)

    with pytest.raises(NotInLane):
        desk.do("ben", send_back, task, "register", "No.")


def test_a_corrected_answer_keeps_the_old_value_on_the_timeline(desk: Desk) -> None:
    registered(desk)

    desk.do("ana", correct_answer, registration(desk), {"subject": "New"}, "Typing mistake.")

    entry = next(entry for entry in desk.timeline(desk.only()) if entry.verb == "answer corrected")
    assert entry.content["before"] == {"subject": "Old"}
    assert entry.content["answers"] == {"subject": "New"}
    assert desk.file(desk.only())["subject"] == "New"


def test_a_form_that_was_open_meanwhile_is_stale(desk: Desk) -> None:
    task = registered(desk)
    version = desk.task("approve").version
    desk.do("ana", correct_answer, registration(desk), {"subject": "New"}, "Typing mistake.")

    with pytest.raises(StaleForm):
        desk.do("mia", complete_task, task, {"opinion": "good"}, task_version=version)


def test_strangers_cannot_correct(desk: Desk) -> None:
    registered(desk)

    with pytest.raises(NotAllowed):
        desk.do("oli", correct_answer, registration(desk), {"subject": "New"}, "I think so.")


def test_an_open_task_has_no_answer_to_correct(desk: Desk) -> None:
    task = registered(desk)

    with pytest.raises(CannotCorrect):
        desk.do("sue", correct_answer, task, {"opinion": "x"}, "Why not.")


def branched() -> PackageBuilder:
    """One step, then two branches, of one step and of two, which come together before a last step."""
    package = PackageBuilder().start().gateway("split", "parallel").gateway("join", "parallel").end()
    for task in ("first", "left", "right", "more", "last"):
        package.user(task, form="answer")
    return (
        package.form("answer", text("said"))
        .flow("start", "first", "split", "left", "join", "last", "end")
        .flow("split", "right", "more", "join")
    )


def offered(desk: Desk, element: str) -> list[str]:
    """The steps a task can be sent back to."""
    return [known for known, _ in desk.do("ana", earlier_steps, desk.task(element).id)]


def test_a_branch_is_not_left_for_the_one_beside_it_nor_for_what_lies_before_both(desk: Desk) -> None:
    desk.deploy(branched().build())
    desk.open()
    for element in ("first", "left", "right"):
        desk.complete("ana", element, said="yes")

    assert offered(desk, "more") == ["right"]
    with pytest.raises(CannotSendBack):
        desk.do("ana", send_back, desk.task("more").id, "left", "Look again.")


def test_after_the_branches_only_what_lies_before_them_is_done_again(desk: Desk) -> None:
    desk.deploy(branched().build())
    desk.open()
    for element in ("first", "left", "right", "more"):
        desk.complete("ana", element, said="yes")

    assert offered(desk, "last") == ["first"]
    desk.do("ana", send_back, desk.task("last").id, "first", "Look again.")
    for element in ("first", "left", "right", "more", "last"):
        desk.complete("ana", element, said="yes")
    assert desk.open_tasks() == []
