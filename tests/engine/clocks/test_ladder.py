"""The ladder of a case: which levels were asked, and when the next is by itself."""

from __future__ import annotations

from datetime import timedelta

from engine.clocks.ladder import Rung, ladder
from engine.clocks.models import RESOLVED, Escalation
from engine.clocks.queries import clocks_of, escalations_of
from tests.engine.clocks.conftest import MONDAY, Desk

LEVELS = {2: "lead", 1: "desk"}


def rungs(desk: Desk) -> tuple[Rung, ...]:
    case = desk.case.id
    return ladder(LEVELS, clocks_of(desk.session, case), escalations_of(desk.session, case))


def test_at_first_nobody_was_asked_and_each_level_has_its_moment(desk: Desk) -> None:
    first, second = rungs(desk)

    assert [(one.level, one.group, one.asked, one.waiting) for one in (first, second)] == [
        (1, "desk", 0, False),
        (2, "lead", 0, False),
    ]
    assert (first.next_clock, first.next_share) == ("Answer", "50 %")
    assert second.next_share == "100 % + 1 working day"
    assert first.next_at is not None
    assert second.next_at is not None
    assert first.next_at < second.next_at


def test_a_level_that_was_asked_waits_until_it_is_resolved_and_may_be_asked_again(desk: Desk) -> None:
    desk.fire("answer")

    asked = rungs(desk)[0]
    desk.session.query(Escalation).one().state = RESOLVED
    desk.session.flush()

    assert (asked.asked, asked.waiting, asked.next_share) == (1, True, "100 %")
    assert rungs(desk)[0].waiting is False
    assert asked.first_at is not None
    assert asked.first_at > MONDAY + timedelta(days=1)
