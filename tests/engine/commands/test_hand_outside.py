"""Where four eyes leave nobody of its groups, a task is offered outside, or else a level is asked."""

from __future__ import annotations

import pytest

from engine.clocks.models import Escalation
from engine.commands.claim_task import claim_task
from engine.commands.complete_task import complete_task
from engine.commands.merge_cases import merge_cases
from engine.people.accounts import actor_of, create_person
from engine.people.groups import add_groups
from engine.people.organisation import OUTSIDE
from engine.step import Actor
from engine.tasks.errors import SeparationOfDuty
from engine.tasks.models import Task
from engine.tasks.queries import offered_outside
from engine.timeline.queries import timeline
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder, text
from tests.engine.commands.test_people_rules import join


def checked(lane: str = "Officer") -> PackageBuilder:
    """Who drafts may not check; Oli is the only officer."""
    return (
        PackageBuilder()
        .start()
        .user("draft", lane="Officer")
        .user("check", lane=lane, notBy="draft")
        .end()
        .flow("start", "draft", "check", "end")
        .form("x", text("x"))
    )


def outsider(desk: Desk) -> Actor:
    """Olga, who works outside."""
    with desk.database.write() as session:
        add_groups(session, None, {OUTSIDE: "Outside reviewers"})
        person = create_person(
            session, login="olga", name="Olga", now=desk.now, roles=("staff",), groups=[OUTSIDE]
        )
        return actor_of(session, person.id)


def drafted(desk: Desk, builder: PackageBuilder) -> int:
    desk.deploy(builder.build())
    case = desk.open().case_id
    desk.complete("oli", "draft")
    return case


def verbs(desk: Desk, case: int) -> list[str]:
    with desk.database.read() as session:
        return [entry.verb for entry in timeline(session, case)]


def offered(desk: Desk, case: int) -> dict[str, tuple[str, ...]]:
    with desk.database.read() as session:
        return offered_outside(session, case)


def test_somebody_outside_may_do_what_nobody_inside_may(desk: Desk) -> None:
    olga = outsider(desk)
    case = drafted(desk, checked())

    with pytest.raises(SeparationOfDuty):
        desk.do("oli", claim_task, desk.task("check").id)
    desk.do(olga, claim_task, desk.task("check").id)

    assert offered(desk, case) == {desk.task("check").id: ("Olga",)}
    assert "task offered outside" in verbs(desk, case)
    assert desk.rows(Escalation) == []


def test_without_anybody_outside_the_highest_level_is_asked_once(desk: Desk) -> None:
    case = drafted(desk, checked())

    (escalation,) = desk.rows(Escalation)
    assert (escalation.code, escalation.element) == ("nobody_may", "check")
    assert "Nobody may do 'check'" in escalation.reason
    assert offered(desk, case) == {desk.task("check").id: ()}


def test_a_person_named_outside_later_may_do_it(desk: Desk) -> None:
    drafted(desk, checked())

    later = outsider(desk)
    desk.do(later, claim_task, desk.task("check").id)

    assert desk.task("check").assignee_id == later.id


def test_nothing_is_offered_outside_where_a_colleague_may(desk: Desk) -> None:
    outsider(desk)
    case = drafted(desk, checked(lane="Front line"))

    assert offered(desk, case) == {}
    assert "task offered outside" not in verbs(desk, case)


def test_a_task_already_open_is_offered_when_its_last_hands_are_used_up(desk: Desk) -> None:
    builder = (
        PackageBuilder()
        .start()
        .gateway("fork", "parallel")
        .user("draft", lane="Officer")
        .user("check", lane="Officer", notBy="draft")
        .end()
        .flow("start", "fork", "draft", "end")
        .flow("fork", "check", "end")
        .form("x", text("x"))
    )
    outsider(desk)
    desk.deploy(builder.build())
    case = desk.open().case_id
    assert offered(desk, case) == {}

    desk.complete("oli", "draft")

    assert list(offered(desk, case)) == [desk.task("check").id]


def test_a_merge_that_leaves_nobody_asks_as_well(desk: Desk) -> None:
    join(desk, "mia", "officer")
    into = drafted(desk, checked())
    other = desk.open().case_id
    draft = next(row for row in desk.rows(Task) if (row.case_id, row.state) == (other, "open"))
    desk.do("mia", complete_task, draft.id, {})
    assert desk.rows(Escalation) == []

    desk.do("sue", merge_cases, other, into, "The same wish twice.")

    (escalation,) = desk.rows(Escalation)
    assert (escalation.case_id, escalation.code, escalation.element) == (into, "nobody_may", "check")
