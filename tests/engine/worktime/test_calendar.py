"""A calendar knows its days and refuses nonsense."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from engine.worktime.calendar import Calendar, always_open
from engine.worktime.errors import CalendarError


def test_a_skipped_hour_counts_as_the_moment_of_the_change() -> None:
    berlin = always_open("always", "Always", "Europe/Berlin")

    assert berlin.instant(date(2026, 3, 29), time(2, 30)) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_of_a_repeated_hour_the_first_is_meant() -> None:
    berlin = always_open("always", "Always", "Europe/Berlin")

    assert berlin.instant(date(2026, 10, 25), time(2, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_period_inside_the_skipped_hour_has_no_time_at_all() -> None:
    night = Calendar(key="night", title="Night", zone="Europe/Berlin", week={6: ((time(2), time(3)),)})

    assert list(night.spans(date(2026, 3, 29))) == []
    assert len(list(night.spans(date(2026, 4, 5)))) == 1


def test_holidays_are_no_working_days(office: Calendar) -> None:
    assert not office.is_working_day(date(2026, 4, 3))
    assert office.is_working_day(date(2026, 4, 2))
    assert not office.is_always_open


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(CalendarError, match="Mars"):
        Calendar(key="x", title="X", zone="Mars/Olympus", week={})


@pytest.mark.parametrize(
    "week",
    [
        {0: ((time(13), time(17)), (time(9), time(12)))},
        {0: ((time(9), time(13)), (time(12), time(17)))},
        {0: ((time(9), time(0)), (time(12), time(17)))},
        {0: ((time(9), time(9)),)},
        {7: ((time(9), time(17)),)},
    ],
)
def test_periods_out_of_order_are_refused(week: dict[int, tuple[tuple[time, time], ...]]) -> None:
    with pytest.raises(CalendarError):
        Calendar(key="x", title="X", zone="UTC", week=week)


def test_the_length_of_a_day_counts_all_its_periods() -> None:
    week = {0: ((time(9), time(12)), (time(13), time(17, 30))), 5: ((time(10), time(12)),)}

    assert Calendar(key="k", title="T", zone="UTC", week=week).day_length == timedelta(hours=7, minutes=30)
    assert always_open("a", "A").day_length == timedelta(days=1)
