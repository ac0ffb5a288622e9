"""Days counted beyond Python's own calendar."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from engine.feel.temporal.calendar_days import day_number, from_day_number, length_of_month

YEARS = st.integers(-999_999_999, 999_999_999)


@given(st.dates())
def test_days_are_counted_as_python_counts_them(day: date) -> None:
    assert day_number(day.year, day.month, day.day) == (day - date(1970, 1, 1)).days


@given(YEARS, st.integers(1, 12), st.integers(1, 31))
def test_every_day_is_found_again_by_its_number(year: int, month: int, day: int) -> None:
    day = min(day, length_of_month(year, month))

    assert from_day_number(day_number(year, month, day)) == (year, month, day)


@given(YEARS)
def test_the_calendar_repeats_after_400_years(year: int) -> None:
    assert day_number(year + 400, 1, 1) - day_number(year, 1, 1) == 146_097
