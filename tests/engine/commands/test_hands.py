"""Claiming, releasing, assigning, taking over, reassigning: in whose hands a task is."""

from __future__ import annotations

import pytest

from engine.cases.errors import NotSupervisor
from engine.clocks.models import Escalation
from engine.commands.acknowledge_escalation import acknowledge_escalation
from engine.commands.assign_task import assign_task
from engine.commands.claim_task import claim_task
from engine.commands.escalate import escalate
from engine.commands.reassign import reassign
from engine.commands.release_task import release_task
from engine.commands.resolve_escalation import resolve_escalation
from engine.commands.take_over import take_over
from engine.errors import InvalidSubmission
from engine.step import CUSTOMER
from engine.tasks.errors import (
    NotAssignee,
    NotInLane,
    SeparationOfDuty,
    TaskAlreadyClaimed,
    TaskAlreadyCompleted,
)
from engine.tasks.models import TaskCandidate
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import two_steps


def opened(desk: Desk) -> str:
    """A case whose first task waits; gives the task's id."""
    desk.deploy(two_steps().build())
    desk.open()
    return desk.task("register").id


def test_who_claims_has_the_task_and_becomes_the_owner(desk: Desk) -> None:
    task = opened(desk)

    desk.do("ana", claim_task, task)

    assert desk.task("register").assignee_id == desk.people["ana"].id
    with desk.database.read() as session:
        assert session.get_one(type(desk.task("register")), task).case_id == 1
    assert [row.state for row in desk.rows(TaskCandidate)] == ["taken"]


def test_a_claimed_task_cannot_be_claimed_by_somebody_else(desk: Desk) -> None:
    task = opened(desk)
    desk.do("ana", claim_task, task)

    with pytest.raises(TaskAlreadyClaimed):
        desk.do("ben", claim_task, task)


def test_claiming_ones_own_task_again_changes_nothing(desk: Desk) -> None:
    task = opened(desk)
    desk.do("ana", claim_task, task)

    desk.do("ana", claim_task, task)

    assert desk.task("register").assignee_id == desk.people["ana"].id


def test_other_groups_and_customers_cannot_claim(desk: Desk) -> None:
    task = opened(desk)

    with pytest.raises(NotInLane):
        desk.do("mia", claim_task, task)
    with pytest.raises(Exception, match="staff"):
        desk.do(CUSTOMER, claim_task, task)


def test_a_released_task_is_open_to_its_group_again(desk: Desk) -> None:
    task = opened(desk)
    desk.do("ana", claim_task, task)

    desk.do("ana", release_task, task)
    desk.do("ben", claim_task, task)

    assert desk.task("register").assignee_id == desk.people["ben"].id


def test_only_its_holder_or_a_supervisor_releases_a_task(desk: Desk) -> None:
    task = opened(desk)
    desk.do("ana", claim_task, task)

    with pytest.raises(NotAssignee):
        desk.do("ben", release_task, task)
    desk.do("sue", release_task, task)

    assert desk.task("register").assignee_id is None


def test_a_colleague_of_the_group_gives_the_task_to_another(desk: Desk) -> None:
    task = opened(desk)

    desk.do("ana", assign_task, task, desk.people["ben"].id)

    assert desk.task("register").assignee_id == desk.people["ben"].id


def test_a_colleague_cannot_give_it_outside_the_group_but_a_supervisor_can(desk: Desk) -> None:
    task = opened(desk)

    with pytest.raises(NotInLane):
        desk.do("ana", assign_task, task, desk.people["oli"].id)
    with pytest.raises(NotSupervisor):
        desk.do("oli", assign_task, task, desk.people["oli"].id)
    desk.do("sue", assign_task, task, desk.people["oli"].id)

    assert desk.task("register").assignee_id == desk.people["oli"].id


def test_four_eyes_hold_through_assigning(desk: Desk) -> None:
    opened(desk)
    desk.complete("ana", "register", subject="x")

    with pytest.raises(SeparationOfDuty):
        desk.do("sue", assign_task, desk.task("approve").id, desk.people["ana"].id)


def test_a_completed_task_can_no_more_be_claimed(desk: Desk) -> None:
    task = opened(desk)
    desk.complete("ana", "register", subject="x")

    with pytest.raises(TaskAlreadyCompleted):
        desk.do("ben", claim_task, task)


def test_an_escalation_by_hand_is_queued_with_its_reason(desk: Desk) -> None:
    opened(desk)

    desk.do("ana", escalate, 1, 2, "The customer is a journalist.")

    (row,) = desk.rows(Escalation)
    assert (row.level, row.grp, row.code, row.reason) == (
        2,
        "manager",
        "escalated_by_hand",
        "The customer is a journalist.",
    )


def test_escalating_without_a_reason_is_refused(desk: Desk) -> None:
    opened(desk)

    with pytest.raises(InvalidSubmission):
        desk.do("ana", escalate, 1, 2, "  ")


def test_a_supervisor_acknowledges_takes_over_and_resolves(desk: Desk) -> None:
    task = opened(desk)
    escalation = desk.do("ana", escalate, 1, 1, "Help.")

    desk.do("sue", acknowledge_escalation, escalation)
    taken = desk.do("sue", take_over, escalation)
    desk.do("sue", resolve_escalation, escalation, "Spoke to the customer.")

    (row,) = desk.rows(Escalation)
    assert taken == [task]
    assert desk.task("register").assignee_id == desk.people["sue"].id
    assert (row.state, row.resolution) == ("resolved", "Spoke to the customer.")


def test_taking_over_leaves_what_four_eyes_forbid(desk: Desk) -> None:
    opened(desk)
    desk.do("sue", assign_task, desk.task("register").id, desk.people["sue"].id)
    desk.complete("sue", "register", subject="x")
    escalation = desk.do("ana", escalate, 1, 1, "Help.")

    assert desk.do("sue", take_over, escalation) == []

    assert desk.task("approve").assignee_id is None


def test_only_supervisors_deal_with_escalations(desk: Desk) -> None:
    opened(desk)
    escalation = desk.do("ana", escalate, 1, 1, "Help.")

    for command in (acknowledge_escalation, take_over):
        with pytest.raises(NotSupervisor):
            desk.do("ana", command, escalation)


def test_a_supervisor_gives_the_case_to_somebody_else(desk: Desk) -> None:
    task = opened(desk)
    desk.do("ana", claim_task, task)

    moved = desk.do("sue", reassign, 1, desk.people["ben"].id, "Ana is ill.")

    assert moved == [task]
    assert desk.task("register").assignee_id == desk.people["ben"].id
