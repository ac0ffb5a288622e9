"""Separation of duty by `notBy`: the last round of a task, all its instances, and the forms of events."""

from __future__ import annotations

import pytest

from engine.commands.complete_task import complete_task
from engine.commands.open_case import open_case
from engine.tasks.errors import SeparationOfDuty
from engine.tasks.models import Task
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder, text
from tests.engine.commands.test_people_rules import join


def redrafted() -> PackageBuilder:
    """A draft that is checked by other hands, and goes back until it is good."""
    return (
        PackageBuilder()
        .start(form="begin")
        .gateway("again")
        .user("draft")
        .user("check", notBy="draft, start", form="check")
        .gateway("good", default="end")
        .end()
        .flow("start", "again", "draft", "check", "good", "end")
        .flow("good", "again", when='=verdict = "no"')
        .form("begin", text("x"))
        .form("check", text("verdict"))
    )


def round_of(desk: Desk, drafter: str, checker: str, verdict: str) -> None:
    desk.complete(drafter, "draft")
    desk.complete(checker, "check", verdict=verdict)


def test_in_a_loop_the_last_round_counts_so_that_two_can_check_one_another(desk: Desk) -> None:
    join(desk, "mia", "front_line")
    desk.deploy(redrafted().build())
    opened = desk.do("mia", open_case, "demo", variables={})

    round_of(desk, "ana", "ben", "no")
    desk.complete("ben", "draft")
    with pytest.raises(SeparationOfDuty):
        desk.complete("ben", "check", verdict="yes")
    desk.complete("ana", "check", verdict="yes")

    assert desk.case(opened).state == "ended"


def test_a_stage_that_is_out_is_out_whichever_round_it_was(desk: Desk) -> None:
    builder = redrafted()
    builder._nodes = [
        node.replace("notBy", "notIn").replace("draft, start", "draft") for node in builder._nodes
    ]
    desk.deploy(builder.build())
    desk.open()

    round_of(desk, "ana", "ben", "no")
    join(desk, "mia", "front_line")
    desk.complete("mia", "draft")

    with pytest.raises(SeparationOfDuty):
        desk.complete("ana", "check", verdict="yes")


def test_every_instance_of_the_last_round_counts(desk: Desk) -> None:
    builder = (
        PackageBuilder()
        .start()
        .user("draft", each=("=parts", "part"))
        .user("check", notBy="draft")
        .end()
        .flow("start", "draft", "check", "end")
    )
    join(desk, "mia", "front_line")
    desk.deploy(builder.build())
    desk.open(parts=["a", "b"])
    for who, task in zip(("ana", "ben"), [row.id for row in desk.rows(Task)], strict=True):
        desk.do(who, complete_task, task, {})

    for who in ("ana", "ben"):
        with pytest.raises(SeparationOfDuty):
            desk.complete(who, "check")
    desk.complete("mia", "check")


def carried_out_and_verified() -> PackageBuilder:
    """Each action is carried out and verified for itself; when all are through, somebody reviews."""
    action = PackageBuilder("action")
    action.start("begin").gateway("again").user("carry_out").user("verify", notBy="carry_out", form="verify")
    action.gateway("in_order", default="finish").end("finish")
    action.flow("begin", "again", "carry_out", "verify", "in_order", "finish")
    action.flow("in_order", "again", when='=verdict = "no"')
    return (
        PackageBuilder()
        .start()
        .call("act", action, each=("=actions", "action"))
        .user("review", notBy="carry_out")
        .end()
        .flow("start", "act", "review", "end")
        .form("verify", text("verdict"))
    )


def of_action(desk: Desk, number: int, element: str) -> str:
    """The id of the open task of the first or second action."""
    scopes = sorted({row.scope for row in desk.rows(Task) if row.scope})
    return next(
        row.id
        for row in desk.rows(Task)
        if (row.state, row.element, row.scope) == ("open", element, scopes[number])
    )


def act(desk: Desk, who: str, number: int, element: str, **answers: str) -> None:
    desk.do(who, complete_task, of_action(desk, number, element), answers)


@pytest.mark.parametrize("first", [0, 1])
def test_of_actions_side_by_side_each_is_verified_by_other_hands_than_its_own(desk: Desk, first: int) -> None:
    second = 1 - first
    desk.deploy(carried_out_and_verified().build())
    desk.open(actions=["a", "b"])
    act(desk, "ana", first, "carry_out")
    act(desk, "ben", second, "carry_out")

    for who, number in (("ana", first), ("ben", second)):
        with pytest.raises(SeparationOfDuty):
            act(desk, who, number, "verify", verdict="yes")

    act(desk, "ben", first, "verify", verdict="yes")
    act(desk, "ana", second, "verify", verdict="yes")


def test_whoever_did_the_last_of_any_action_is_out_of_the_review(desk: Desk) -> None:
    join(desk, "mia", "front_line")
    desk.deploy(carried_out_and_verified().build())
    opened = desk.open(actions=["a", "b"])
    act(desk, "mia", 0, "carry_out")
    act(desk, "ben", 1, "carry_out")
    act(desk, "ana", 0, "verify", verdict="no")
    act(desk, "ana", 0, "carry_out")
    act(desk, "mia", 1, "verify", verdict="yes")
    act(desk, "mia", 0, "verify", verdict="yes")

    for who in ("ana", "ben"):
        with pytest.raises(SeparationOfDuty):
            desk.complete(who, "review")
    desk.complete("mia", "review")

    assert desk.case(opened).state == "ended"


def test_whoever_filled_in_the_start_is_out_too(desk: Desk) -> None:
    desk.deploy(redrafted().build())
    desk.open()
    desk.complete("ben", "draft")

    with pytest.raises(SeparationOfDuty, match="start"):
        desk.complete("ana", "check", verdict="yes")


def test_a_task_that_names_itself_wants_another_person_for_each_instance_and_round(desk: Desk) -> None:
    builder = (
        PackageBuilder()
        .start()
        .gateway("again")
        .user("vote", notBy="vote", each=("=seats", "seat"), form="vote")
        .gateway("agreed", default="end")
        .end()
        .flow("start", "again", "vote", "agreed", "end")
        .flow("agreed", "again", when='=verdict = "no"')
        .form("vote", text("verdict"))
    )
    desk.deploy(builder.build())
    opened = desk.open(seats=["chair", "quality"])

    def vote(who: str, verdict: str) -> None:
        task = next(row for row in desk.rows(Task) if row.state == "open")
        desk.do(who, complete_task, task.id, {"verdict": verdict})

    vote("ana", "no")
    with pytest.raises(SeparationOfDuty):
        vote("ana", "no")
    vote("ben", "no")
    vote("ben", "yes")
    with pytest.raises(SeparationOfDuty):
        vote("ben", "yes")
    vote("ana", "yes")

    assert desk.case(opened).state == "ended"
