"""Built-in functions of dates and times."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from engine.feel.expression import compile_expression
from engine.feel.surroundings import Surroundings
from tests.engine.feel.conftest import Evaluate

RESULTS: dict[str, Any] = {
    "now()": datetime(2026, 3, 2, 9, tzinfo=UTC),
    "today()": date(2026, 3, 2),
    "today(1)": None,
    'day of year(date("2020-12-31"))': 366,
    'day of week(date("2026-03-02"))': "Monday",
    'month of year(date("2026-03-02"))': "March",
    'week of year(date("2003-12-29"))': 1,
    'week of year(date("2010-01-01"))': 53,
    'week of year(date("2026-12-31"))': 53,
    'last day of month(date("2024-02-01"))': date(2024, 2, 29),
    'is(@"23:00:50z", @"23:00:50+00:00")': True,
    'is(@"20:00:50Z", @"21:00:50+01:00")': False,
    "is(1, 1)": True,
    'is(1, "1")': False,
    "is(null, null)": True,
    'is(@"P0Y", @"P0D")': False,
}


@pytest.mark.parametrize(("text", "expected"), RESULTS.items())
def test_a_function_of_dates_answers(value_of: Evaluate, text: str, expected: Any) -> None:
    assert value_of(text) == expected


def test_today_is_the_day_of_the_zone_asked_for() -> None:
    around = Surroundings(now=datetime(2026, 3, 2, 23, 30, tzinfo=UTC), zone="Europe/Berlin")

    assert compile_expression("today()").evaluate({}, around) == date(2026, 3, 3)
