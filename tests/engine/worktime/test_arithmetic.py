"""Working days and working time are added and measured alike."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.worktime.arithmetic import add_working_days, add_working_time, working_days, working_time
from engine.worktime.calendar import Calendar, always_open
from engine.worktime.errors import AmountError, CalendarError

PERIODS = {
    0: ((time(8), time(12)), (time(13), time(17, 45))),
    1: ((time(0), time(2, 30)), (time(2, 30), time(6)), (time(22), time(0))),
    2: ((time(9), time(17)),),
    6: ((time(1, 15), time(3, 10)),),
}
CALENDARS = [
    Calendar(key="odd", title="Odd", zone=zone, week=PERIODS, holidays={date(2026, 3, 30): "Holiday"})
    for zone in ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata")
] + [always_open("always", "Always", "America/Santiago")]
INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 hypothesis wants them naive


@settings(max_examples=150, deadline=None)
@given(start=INSTANTS, minutes=st.integers(-40_000, 40_000), calendar=st.sampled_from(CALENDARS))
def test_added_working_time_is_measured_back(start: datetime, minutes: int, calendar: Calendar) -> None:
    amount = timedelta(minutes=minutes)

    end = add_working_time(start, amount, calendar)

    assert working_time(start, end, calendar) == amount


@settings(max_examples=100, deadline=None)
@given(start=INSTANTS, days=st.integers(1, 200), calendar=st.sampled_from(CALENDARS))
def test_added_working_days_are_measured_back(start: datetime, days: int, calendar: Calendar) -> None:
    end = add_working_days(start, days, calendar)

    assert working_days(start, end, calendar) == days
    assert working_days(start, end - timedelta(seconds=1), calendar) == days - 1
    assert add_working_days(start.date(), days, calendar) > start.date()


@settings(max_examples=100, deadline=None)
@given(instants=st.tuples(INSTANTS, INSTANTS, INSTANTS), calendar=st.sampled_from(CALENDARS))
def test_working_time_adds_up_over_a_midpoint(instants: tuple[datetime, ...], calendar: Calendar) -> None:
    first, middle, last = sorted(instants)

    parts = working_time(first, middle, calendar) + working_time(middle, last, calendar)

    assert parts == working_time(first, last, calendar)
    assert working_time(last, first, calendar) == -parts


def test_lunch_and_night_do_not_count(office: Calendar) -> None:
    monday = datetime(2026, 3, 2, 12, tzinfo=UTC)

    assert add_working_time(monday, timedelta(hours=1), office) == datetime(2026, 3, 2, 14, tzinfo=UTC)
    assert add_working_time(monday, timedelta(hours=7), office) == datetime(2026, 3, 3, 12, tzinfo=UTC)


def test_a_promise_ends_at_the_close_of_work_and_not_at_the_next_opening(office: Calendar) -> None:
    friday = datetime(2026, 3, 6, 9, tzinfo=UTC)

    assert add_working_time(friday, timedelta(hours=7), office) == datetime(2026, 3, 6, 17, tzinfo=UTC)


def test_twenty_working_days_skip_weekends_and_easter(office: Calendar) -> None:
    received = datetime(2026, 3, 16, 10, 15, tzinfo=UTC)

    due = add_working_days(received, 20, office)

    assert due == datetime(2026, 4, 15, 16, tzinfo=UTC)  # 17:00 in London, by then in summer time


def test_the_day_of_receipt_is_not_counted_even_late_in_the_evening(office: Calendar) -> None:
    evening = datetime(2026, 3, 2, 22, tzinfo=UTC)

    assert add_working_days(evening, 1, office) == datetime(2026, 3, 3, 17, tzinfo=UTC)


def test_a_date_gives_a_date_and_counts_backward_too(office: Calendar) -> None:
    assert add_working_days(date(2026, 4, 2), 1, office) == date(2026, 4, 7)
    assert add_working_days(date(2026, 4, 7), -1, office) == date(2026, 4, 2)
    assert add_working_days(date(2026, 4, 4), 0, office) == date(2026, 4, 7)
    assert working_days(date(2026, 4, 7), date(2026, 4, 2), office) == -1


def test_the_short_and_the_long_day_of_daylight_saving_count_as_long_as_they_are(always: Calendar) -> None:
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)

    lengths = [
        working_time(always.instant(day, time(0)), always.instant(day + timedelta(days=1), time(0)), always)
        for day in (spring, autumn)
    ]

    assert lengths == [timedelta(hours=23), timedelta(hours=25)]


def test_more_than_a_hundred_years_are_refused(office: Calendar) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)

    with pytest.raises(AmountError):
        add_working_days(start, 10**9, office)
    with pytest.raises(AmountError):
        add_working_time(start, timedelta(days=36_000), office)
    with pytest.raises(AmountError):
        working_time(datetime(1, 1, 1, tzinfo=UTC), start, office)


def test_a_calendar_on_which_nobody_works_is_refused() -> None:
    closed = Calendar(key="closed", title="Closed", zone="UTC", week={})

    with pytest.raises(CalendarError, match="nobody works"):
        add_working_time(datetime(2026, 1, 1, tzinfo=UTC), timedelta(hours=1), closed)
