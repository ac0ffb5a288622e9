"""The promises of a case are kept: they begin, pause, move, stop, and say why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from engine.cases.models import CANCELLED
from engine.clocks.calendars import add_holiday
from engine.clocks.errors import ClockNotReckoned
from tests.engine.clocks.conftest import MONDAY, Desk

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def verbs(happenings: list) -> list[str]:
    """What happened, in order."""
    return [happening.verb for happening in happenings]


def test_clocks_start_at_receipt_and_say_how_they_were_reckoned(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk(received_at=MONDAY - 3 * DAY)

    happened = desk.keep()

    assert verbs(happened) == ["clock started", "clock started"]
    assert desk.clock("law").due_at == datetime(2026, 4, 24, 8, tzinfo=UTC)
    assert desk.clock("answer").explanation == (
        "20 working days of calendar Office from Fri 27 Feb 2026 09:00 to Fri 27 Mar 2026 17:00"
    )
    assert desk.case.due_at == desk.clock("answer").due_at


def test_a_clock_begins_with_its_element_and_starts_then(desk: Desk) -> None:
    desk.now = MONDAY + 5 * HOUR

    desk.keep("ask")

    assert desk.clock("facts").started_at == MONDAY + 5 * HOUR
    assert desk.clock("facts").due_at == MONDAY + 5 * HOUR + 2 * DAY


def test_the_service_clock_pauses_and_the_statutory_one_does_not(desk: Desk) -> None:
    due, by_law = desk.clock("answer").due_at, desk.clock("law").due_at
    desk.now = MONDAY + 1 * DAY
    assert verbs(desk.keep(at="ask")) == ["clock paused"]
    assert desk.clock("answer").standing == "paused"
    assert desk.alarms("answer") == []

    desk.now = MONDAY + 3 * DAY
    happened = desk.keep(at="work")

    assert verbs(happened) == ["clock resumed", "clock moved"]
    answer = desk.clock("answer")
    assert answer.due_at == due + 2 * DAY
    assert answer.paused_seconds == 16 * 3600
    assert answer.explanation.endswith("paused for 16 h of working time")
    assert answer.pauses == [
        {
            "from": "2026-03-03T09:00:00+00:00",
            "to": "2026-03-05T09:00:00+00:00",
            "because": "Ask the customer",
        }
    ]
    assert desk.clock("law").due_at == by_law
    assert desk.clock("law").standing == "running"


def test_a_new_target_moves_the_due_time_and_keeps_the_pause(desk: Desk) -> None:
    desk.now = MONDAY + 1 * HOUR
    desk.keep(at="ask")
    desk.now = MONDAY + 3 * HOUR
    desk.keep(at="work")

    desk.keep(severity=1)

    answer = desk.clock("answer")
    assert answer.due_at == datetime(2026, 3, 5, 11, tzinfo=UTC)
    assert answer.moves[-1]["because"] == "the target changed from 20 working days to 2 working days"
    assert desk.keep(severity=1) == []


def test_the_start_only_ever_moves_earlier(desk: Desk) -> None:
    desk.case.received_at = MONDAY - 7 * DAY
    desk.keep()
    earlier = desk.clock("law")
    assert earlier.started_at == MONDAY - 7 * DAY
    assert "the start moved" in earlier.moves[-1]["because"]

    desk.case.received_at = MONDAY

    assert desk.keep() == []
    assert desk.clock("law").started_at == MONDAY - 7 * DAY


def test_a_holiday_added_later_moves_the_clock_with_a_reason(desk: Desk) -> None:
    add_holiday(desk.session, "office", date(2026, 3, 4), "Staff day", MONDAY)

    happened = desk.keep()

    assert verbs(happened) == ["clock moved"]
    assert "calendar Office changed" in desk.clock("answer").moves[-1]["because"]
    assert "Wed 4 Mar 2026 Staff day" in desk.clock("answer").explanation


def test_in_time_is_met_and_late_is_breached(desk: Desk) -> None:
    desk.keep("ask")
    desk.now = MONDAY + 3 * DAY

    desk.keep("close")

    assert desk.clock("answer").standing == "met"
    assert desk.clock("facts").standing == "breached"
    assert desk.clock("facts").breached_at == MONDAY + 2 * DAY
    assert desk.alarms("answer") == desk.alarms("facts") == []


def test_a_stopped_clock_stays_stopped(desk: Desk) -> None:
    desk.keep("close")

    desk.keep("ask", "work", severity=1)

    assert desk.clock("answer").standing == "met"


def test_closing_stops_every_clock_though_the_case_still_waits(desk: Desk) -> None:
    desk.case.status = "closed"

    desk.keep()

    assert [desk.clock(key).stopped_by for key in ("law", "answer")] == ["the case was closed"] * 2
    assert desk.case.due_at is None


def test_a_cancelled_case_neither_keeps_nor_breaks_its_promises(desk: Desk) -> None:
    desk.case.state = CANCELLED

    desk.keep()

    assert desk.clock("answer").standing == "cancelled"


def test_a_target_that_is_null_promises_nothing(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    rules = desk.package.settings.clocks
    quiet = {key: type(rule)(**{**rule.__dict__, "target": "=null"}) for key, rule in rules.items()}
    desk.package.__dict__["settings"] = type(desk.package.settings)(
        **{**desk.package.settings.__dict__, "clocks": quiet}
    )

    assert desk.keep() == []


def test_a_target_that_is_no_time_is_named(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    rules = desk.package.settings.clocks
    odd = {"law": type(rules["law"])(**{**rules["law"].__dict__, "target": '="soon"'})}
    desk.package.__dict__["settings"] = type(desk.package.settings)(
        **{**desk.package.settings.__dict__, "clocks": odd}
    )

    with pytest.raises(ClockNotReckoned, match=r"law: .*soon"):
        desk.keep()
