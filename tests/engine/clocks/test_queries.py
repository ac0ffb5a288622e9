"""What supervisors read: one escalation, how many there are, clocks at risk page by page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from engine.clocks.errors import EscalationNotFound
from engine.clocks.models import RESOLVED, Escalation
from engine.clocks.queries import (
    QueueFilter,
    clocks_at_risk,
    escalation_count,
    escalation_queue,
    escalation_view,
)
from engine.people.accounts import create_person
from tests.engine.clocks.conftest import MONDAY, Desk

YEAR = timedelta(days=365)


def test_an_escalation_tells_its_clock_and_the_owner_of_its_case(desk: Desk) -> None:
    owner = create_person(desk.session, login="ana", name="Ana", now=MONDAY)
    desk.case.owner_id = owner.id
    desk.fire("answer")
    (line,) = escalation_queue(desk.session, QueueFilter())

    view = escalation_view(desk.session, line.id)

    assert view == line
    assert (view.case_owner, view.clock_title, view.raised_by) == ("Ana", "Answer", "Amends")
    assert view.clock_due_at == desk.clock("answer").due_at


def test_an_unknown_escalation_is_not_found(desk: Desk) -> None:
    with pytest.raises(EscalationNotFound):
        escalation_view(desk.session, "none")


def test_escalations_are_counted_as_the_queue_lists_them(desk: Desk) -> None:
    for _ in range(3):
        desk.fire("answer")
    desk.session.get_one(Escalation, escalation_queue(desk.session, QueueFilter())[0].id).state = RESOLVED
    desk.session.flush()

    assert escalation_count(desk.session, QueueFilter()) == 2
    assert escalation_count(desk.session, QueueFilter(state=RESOLVED)) == 1
    assert escalation_count(desk.session, QueueFilter(level=2)) == 1
    assert escalation_count(desk.session, QueueFilter(process="other")) == 0


def test_clocks_at_risk_follow_one_another_without_gap(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    desk.keep("ask")
    until, now = MONDAY + YEAR, MONDAY

    whole = clocks_at_risk(desk.session, until, now=now)
    seen = clocks_at_risk(desk.session, until, now=now, limit=1)
    while len(seen) < len(whole):
        seen += clocks_at_risk(desk.session, until, now=now, after=seen[-1].cursor, limit=1)

    assert len(whole) == 3
    assert seen == whole
