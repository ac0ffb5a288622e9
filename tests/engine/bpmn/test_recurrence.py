"""When the calendar starts something: no drift, no hour lost to the change of clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.bpmn.errors import TimerUnreadable
from engine.bpmn.recurrence import Recurrence, recurrence

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
SINCE = datetime(2026, 1, 10, 8, tzinfo=UTC)


def first_ones(text: str, count: int, since: datetime = SINCE, zone: ZoneInfo = AMSTERDAM) -> list[str]:
    """The first instants on the zone's wall clock."""
    cycle = recurrence("cycle", text, since, zone)
    found = [cycle.nth(number) for number in range(count)]
    return [instant.astimezone(zone).strftime("%m-%d %H:%M") for instant in found if instant]


def test_the_last_day_of_the_month_comes_back_after_february() -> None:
    assert first_ones("R/2026-01-31T09:00:00/P1M", 4) == [
        "01-31 09:00",
        "02-28 09:00",
        "03-31 09:00",
        "04-30 09:00",
    ]


def test_the_leap_day_comes_back() -> None:
    assert recurrence("cycle", "R/2028-02-29/P1Y", SINCE, UTC).nth(4) == datetime(2032, 2, 29, tzinfo=UTC)


def test_nine_in_the_morning_stays_nine_when_the_clocks_change() -> None:
    assert first_ones("R/2026-03-28T09:00:00/P1D", 3) == ["03-28 09:00", "03-29 09:00", "03-30 09:00"]
    assert first_ones("R/2026-10-24T09:00:00@Europe/Amsterdam/P1D", 3) == [
        "10-24 09:00",
        "10-25 09:00",
        "10-26 09:00",
    ]


def test_hours_are_exact_across_the_change() -> None:
    assert first_ones("R/2026-03-29T00:00:00/PT1H", 4) == [
        "03-29 00:00",
        "03-29 01:00",
        "03-29 03:00",
        "03-29 04:00",
    ]


def test_an_hour_that_is_skipped_is_taken_an_hour_later_and_only_that_day() -> None:
    assert first_ones("R/2026-03-28T02:30:00/P1D", 3) == ["03-28 02:30", "03-29 03:30", "03-30 02:30"]


def test_an_hour_that_comes_twice_is_taken_once() -> None:
    cycle = recurrence("cycle", "R/2026-10-24T02:30:00/P1D", SINCE, AMSTERDAM)
    day = datetime(2026, 10, 25, tzinfo=AMSTERDAM)

    assert cycle.count_until(day + timedelta(days=1)) - cycle.count_until(day) == 1
    assert cycle.nth(1) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_fixed_offset_knows_no_change_of_clocks() -> None:
    cycle = recurrence("cycle", "R/2026-03-28T09:00:00+01:00/P1D", SINCE, AMSTERDAM)

    assert [cycle.nth(number).hour for number in range(3)] == [8, 8, 8]


def test_a_cycle_without_begin_counts_from_when_it_went_live() -> None:
    assert first_ones("R/P1W", 2) == ["01-17 09:00", "01-24 09:00"]


def test_a_cycle_ends_after_its_times() -> None:
    cycle = recurrence("cycle", "R2/2026-02-01T00:00:00Z/P1D", SINCE, UTC)

    assert cycle.following(SINCE) == datetime(2026, 2, 1, tzinfo=UTC)
    assert cycle.following(datetime(2026, 2, 2, tzinfo=UTC)) is None
    assert cycle.latest(datetime(2027, 1, 1, tzinfo=UTC)) == datetime(2026, 2, 2, tzinfo=UTC)


def test_a_date_comes_once_and_begins_where_the_office_is() -> None:
    once = recurrence("date", date(2026, 7, 1), SINCE, AMSTERDAM)

    assert once.following(SINCE) == datetime(2026, 6, 30, 22, tzinfo=UTC)
    assert once.following(datetime(2026, 7, 1, tzinfo=UTC)) is None


def test_time_ends_somewhere() -> None:
    assert recurrence("cycle", "R/P1000Y", SINCE, UTC).following(datetime(9500, 1, 1, tzinfo=UTC)) is None


@pytest.mark.parametrize("text", ["every day", "R/P0D", "R0/P1D", "R/", "R/-P1D", "R/P0.5M", "", None, 7])
def test_what_is_no_cycle_is_refused(text: object) -> None:
    with pytest.raises(TimerUnreadable):
        recurrence("cycle", text, SINCE, UTC)


@given(
    st.builds(
        Recurrence,
        begin=st.datetimes(
            datetime(2000, 1, 1),  # noqa: DTZ001 - the zone is drawn beside it
            datetime(2050, 1, 1),  # noqa: DTZ001
            timezones=st.sampled_from([UTC, AMSTERDAM]),
        ),
        months=st.integers(0, 30),
        days=st.integers(0, 40),
        exact=st.timedeltas(timedelta(minutes=1), timedelta(days=3)),
        times=st.one_of(st.none(), st.integers(1, 50)),
    ),
    st.integers(0, 60),
    st.datetimes(
        datetime(1990, 1, 1),  # noqa: DTZ001
        datetime(2090, 1, 1),  # noqa: DTZ001
        timezones=st.just(UTC),
    ),
)
def test_counting_agrees_with_walking(cycle: Recurrence, number: int, instant: datetime) -> None:
    count = cycle.count_until(instant)

    before, after = cycle.nth(count - 1) if count else None, cycle.nth(count)
    assert before is None or before <= instant
    assert after is None or after > instant
    nth = cycle.nth(number)
    if nth is not None:
        assert cycle.latest(nth) >= nth
        assert cycle.following(nth - timedelta(microseconds=1)) <= nth
