"""Calendars are rows that an administrator keeps."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from engine.clocks.calendars import (
    CalendarNotFound,
    add_holiday,
    calendar_named,
    calendars,
    remove_holiday,
    save_calendar,
)
from engine.clocks.seeds import seed_calendars
from engine.worktime.errors import CalendarError
from tests.engine.clocks.conftest import CALENDARS, MONDAY

SPRING_HOLIDAY = date(2026, 5, 25)


def test_a_new_store_has_office_hours_and_round_the_clock(session: Session) -> None:
    known = calendars(session)

    assert sorted(known) == ["always", "office"]
    assert known["always"].is_always_open
    assert known["office"].holidays[date(2026, 4, 3)] == "Good Friday"
    assert known["office"].holidays[date(2016, 3, 25)] == "Good Friday"


def test_seeding_again_keeps_what_an_administrator_changed(session: Session) -> None:
    save_calendar(
        session, "office", title="Desk", zone="Europe/Berlin", week={"monday": ["08:00-24:00"]}, now=MONDAY
    )

    created = seed_calendars(session, CALENDARS, MONDAY)

    assert created == []
    assert calendar_named(session, "office").title == "Desk"


def test_a_removed_holiday_does_not_come_back_with_the_next_years(session: Session) -> None:
    remove_holiday(session, "office", SPRING_HOLIDAY, MONDAY)

    seed_calendars(session, CALENDARS, datetime(2028, 1, 1, tzinfo=UTC))

    holidays = calendar_named(session, "office").holidays
    assert SPRING_HOLIDAY not in holidays
    assert date(2033, 12, 26) in holidays


def test_an_added_holiday_is_seen_at_once(session: Session) -> None:
    assert calendar_named(session, "office").is_working_day(date(2026, 3, 3))

    add_holiday(session, "office", date(2026, 3, 3), "Staff day", MONDAY)

    assert calendar_named(session, "office").holidays[date(2026, 3, 3)] == "Staff day"


def test_what_cannot_be_is_refused(session: Session) -> None:
    with pytest.raises(CalendarError, match="XX"):
        save_calendar(session, "a", title="A", zone="UTC", week="always", now=MONDAY, country="XX")
    with pytest.raises(CalendarError, match="nine to five"):
        save_calendar(session, "b", title="B", zone="UTC", week={"monday": ["nine to five"]}, now=MONDAY)
    with pytest.raises(CalendarError, match="sunday"):
        save_calendar(session, "c", title="C", zone="UTC", week={"funday": []}, now=MONDAY)
    with pytest.raises(CalendarError, match="no holiday"):
        remove_holiday(session, "office", date(2026, 3, 3), MONDAY)
    with pytest.raises(CalendarNotFound):
        calendar_named(session, "nowhere")
