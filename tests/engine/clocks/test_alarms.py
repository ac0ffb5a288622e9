"""A clock speaks up at its points, each once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from engine.clocks.queries import QueueFilter, clocks_at_risk, clocks_of, escalation_queue, escalations_of
from tests.engine.clocks.conftest import MONDAY, Desk

DAY = timedelta(days=1)


def test_only_the_next_point_waits_and_each_fires_at_its_time(desk: Desk) -> None:
    assert [work.content["at"] for work in desk.alarms("answer")] == ["50 %"]

    warned = desk.fire("answer")

    assert warned is not None
    assert (warned.code, warned.level, warned.clock) == ("clock_warning", 1, "answer")
    # 20 days of 8 hours and the first Monday's 8: half of 168 working hours is Monday 16 March, 13:00
    assert desk.now == datetime(2026, 3, 16, 13, tzinfo=UTC)
    assert [work.content["at"] for work in desk.alarms("answer")] == ["100 %"]


def test_the_whole_ladder_ends_with_the_last_point(desk: Desk) -> None:
    codes = [desk.fire("answer") for _ in range(3)]

    assert [fired.code for fired in codes if fired] == ["clock_warning", "clock_breached", "clock_breached"]
    assert desk.now == datetime(2026, 3, 31, 16, tzinfo=UTC)
    assert desk.clock("answer").standing == "breached"
    assert desk.alarms("answer") == []


def test_a_clock_without_points_still_knows_when_it_is_broken(desk: Desk) -> None:
    assert desk.fire("law") is None

    assert desk.clock("law").standing == "breached"


def test_the_escalation_names_clock_group_and_reckoning(desk: Desk) -> None:
    desk.fire("answer")

    (line,) = escalations_of(desk.session, desk.case.id)

    assert (line.level, line.group, line.clock, line.state, line.origin) == (
        1,
        "lead",
        "answer",
        "open",
        "clock",
    )
    assert line.reason.startswith("Answer: 50 % of the time is used; 20 working days of calendar Office")


def test_a_point_passed_does_not_speak_again_after_a_pause(desk: Desk) -> None:
    desk.fire("answer")
    desk.keep(at="ask")
    desk.now += DAY

    desk.keep(at="work")

    assert [work.content["at"] for work in desk.alarms("answer")] == ["100 %"]


def test_a_longer_target_lets_a_point_speak_again(desk: Desk) -> None:
    desk.keep(severity=1)
    desk.fire("answer")

    desk.keep(severity=3)

    assert [work.content["at"] for work in desk.alarms("answer")] == ["50 %"]


def test_an_alarm_that_came_too_late_does_nothing(desk: Desk) -> None:
    (work,) = desk.alarms("answer")
    desk.session.expunge(work)
    desk.keep("close")
    desk.session.add(type(work)(**{c.name: getattr(work, c.name) for c in work.__table__.columns}))
    desk.session.flush()

    assert desk.fire("answer") is None
    assert escalations_of(desk.session, desk.case.id) == []


def test_points_of_an_imported_case_long_past_are_noted_not_raised(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk(received_at=datetime(2019, 9, 24, tzinfo=UTC), held=True)

    desk.keep()

    assert desk.alarms("answer") == desk.alarms("law") == []
    assert desk.clock("answer").standing == "breached"
    assert all(point["passed"] for point in desk.clock("answer").points)


def test_a_case_received_long_ago_but_opened_by_hand_asks_for_help_at_once(
    open_desk: Callable[..., Desk],
) -> None:
    desk = open_desk(received_at=MONDAY - 60 * DAY)
    desk.keep()

    assert desk.fire("answer") is not None
    assert desk.now == MONDAY


def test_the_queue_shows_the_longest_waiting_first_and_pages(desk: Desk) -> None:
    for _ in range(3):
        desk.fire("answer")

    first = escalation_queue(desk.session, QueueFilter(groups=frozenset({"lead"})), limit=2)
    rest = escalation_queue(desk.session, QueueFilter(groups=frozenset({"lead"})), after=first[-1].cursor)

    assert [line.level for line in first + rest] == [1, 1, 2]
    assert first[0].reference == desk.case.reference
    assert escalation_queue(desk.session, QueueFilter(level=3)) == []
    # the process names no second level: everybody sees it
    assert [line.level for line in escalation_queue(desk.session, QueueFilter(groups=frozenset()))] == [2]


def test_clocks_at_risk_are_those_due_soon(desk: Desk) -> None:
    until = MONDAY + 30 * DAY

    risky = clocks_at_risk(desk.session, until, now=MONDAY)

    assert [line.clock for line in risky] == ["answer"]
    assert not risky[0].is_breached
    assert [view.key for view in clocks_of(desk.session, desk.case.id)] == ["answer", "law"]
