"""Completing tasks: the case moves on, once, for those who may."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.commands.claim_task import claim_task
from engine.commands.complete_task import complete_task
from engine.errors import InvalidSubmission
from engine.tasks.errors import NotAssignee, NotInLane, SeparationOfDuty, TaskAlreadyCompleted, TaskNotFound
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import two_steps


def test_the_case_moves_on_and_keeps_the_answers(desk: Desk) -> None:
    desk.deploy(two_steps().build())
    opened = desk.open()

    desk.complete("ana", "register", subject="Late bill", amount="12.50")

    assert desk.open_tasks() == ["approve"]
    assert desk.file(opened) == {"subject": "Late bill", "amount": Decimal("12.50")}
    assert desk.case(opened).status == "working"


def test_the_last_answer_ends_the_case(desk: Desk) -> None:
    desk.deploy(two_steps().build())
    opened = desk.open()
    desk.complete("ana", "register", subject="Late bill")

    desk.complete("mia", "approve", opinion="good")

    case = desk.case(opened)
    assert (case.state, case.status, case.ended_at) == ("ended", "closed", desk.now)
    assert desk.open_tasks() == []


def test_the_timeline_tells_who_answered_what_and_which_way_the_case_went(desk: Desk) -> None:
    desk.deploy(two_steps().build())
    opened = desk.open()
    desk.complete("ana", "register", subject="Late bill")

    entry = next(entry for entry in desk.timeline(opened) if entry.verb == "task completed")

    assert (entry.by, entry.element, entry.content["answers"]["subject"]) == ("Ana", "register", "Late bill")
    assert ("took", "demo", "f_register_approve") in entry.walk


def test_a_wrong_answer_is_refused_and_changes_nothing(desk: Desk) -> None:
    desk.deploy(two_steps().build())
    opened = desk.open()

    with pytest.raises(InvalidSubmission) as refused:
        desk.complete("ana", "register", subject="", amount="many")

    assert set(refused.value.errors) == {"subject", "amount"}
    assert desk.open_tasks() == ["register"]
    assert desk.verbs(opened) == ["case opened", "status changed"]


def test_a_task_is_completed_once_and_the_second_hears_by_whom_and_when(desk: Desk) -> None:
    desk.deploy(two_steps().build())
    desk.open()
    task = desk.task("register").id
    desk.do("ana", complete_task, task, {"subject": "x"})

    with pytest.raises(TaskAlreadyCompleted, match="by Ana at 2026-03-02 09:00 UTC"):
        desk.do("ben", complete_task, task, {"subject": "y"})


def test_people_of_other_groups_may_not_complete_it(desk: Desk) -> None:
    desk.deploy(two_steps().build())
    desk.open()

    with pytest.raises(NotInLane):
        desk.complete("oli", "register", subject="x")


def test_a_claimed_task_is_in_one_persons_hands(desk: Desk) -> None:
    desk.deploy(two_steps().build())
    desk.open()
    desk.do("ana", claim_task, desk.task("register").id)

    with pytest.raises(NotAssignee):
        desk.complete("ben", "register", subject="x")


def test_whoever_registered_may_not_approve(desk: Desk) -> None:
    builder = two_steps()
    desk.deploy(builder.build())
    desk.open()
    both = desk.people["ana"]
    both = type(both)(id=both.id, name=both.name, groups=both.groups | {"manager"}, roles=both.roles)
    desk.do(both, complete_task, desk.task("register").id, {"subject": "x"})

    with pytest.raises(SeparationOfDuty):
        desk.do(both, complete_task, desk.task("approve").id, {})


def test_an_unknown_task_is_not_found(desk: Desk) -> None:
    with pytest.raises(TaskNotFound):
        desk.do("ana", complete_task, "nothing", {})


def test_the_next_task_of_the_same_person_is_given(desk: Desk) -> None:
    builder = two_steps().user("check").flow("register", "check")
    desk.deploy(builder.build())
    desk.open()

    following = desk.complete("ana", "register", subject="x")

    assert following == desk.task("check").id
