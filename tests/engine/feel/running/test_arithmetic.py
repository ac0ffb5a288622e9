"""Arithmetic of numbers, texts, dates and durations."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engine.feel.temporal.duration import YearsMonths
from tests.engine.feel.conftest import Evaluate

BERLIN = ZoneInfo("Europe/Berlin")

RESULTS = {
    "2 + 3 * 4 - 1": Decimal(13),
    "(1 + 2) * 3": Decimal(9),
    "10 ** -2": Decimal("0.01"),
    "3 ** 4 ** 5": Decimal(3486784401),  # powers are read from the left
    "- 2 ** 2": Decimal(4),  # the sign belongs to the 2
    "-10--5": Decimal(-5),
    "1 / 3": Decimal("0.3333333333333333333333333333333333"),
    "0.1 + 0.2": Decimal("0.3"),
    "10 ** 5": Decimal(100000),
    "0 ** 0": Decimal(1),
    '"foo" + "bar"': "foobar",
    'date("2024-02-29") + duration("P1Y")': date(2025, 2, 28),
    'duration("P1M") + date("2026-01-31")': date(2026, 2, 28),
    'date("2026-03-01") - date("2026-02-01")': timedelta(days=28),
    'date("2026-03-01") - duration("PT1H")': date(2026, 2, 28),
    'time("09:00:00") + duration("PT16H")': time(1, 0),
    'time("09:00:00") - time("08:30:00")': timedelta(minutes=30),
    'duration("PT1H") / duration("PT30M")': Decimal(2),
    'duration("P2Y") / duration("P1Y")': Decimal(2),
    'duration("P1D") * 1.5': timedelta(hours=36),
    '3 * duration("P1M")': YearsMonths(3),
    'duration("P1Y") / 4': YearsMonths(3),
    '-duration("P1Y")': YearsMonths(-12),
    'duration("P1Y") - duration("P1M")': YearsMonths(11),
}

NULLS = [
    "10 / 0",
    "0 / 0",
    "0 ** -1",
    "1e6144 * 10",
    '1 + "1"',
    '"a" - "a"',
    "1 + null",
    "true + 1",
    "[1] + 1",
    'date("2026-01-01") + 1',
    'date("2026-01-01") + date("2026-01-01")',
    'duration("P1Y") + duration("P1D")',
    'duration("P1D") / 0',
    'duration("P1D") * 1e6000',
    'date("2026-01-01") - date and time("2026-01-01T00:00:00")',
    'time("09:00:00") - time("09:00:00Z")',
    '-"1"',
    '-date("2026-01-01")',
]


@pytest.mark.parametrize(("text", "expected"), RESULTS.items())
def test_two_values_have_their_result(value_of: Evaluate, text: str, expected: Any) -> None:
    assert value_of(text) == expected


@pytest.mark.parametrize("text", NULLS)
def test_values_that_do_not_fit_give_null(value_of: Evaluate, text: str) -> None:
    assert value_of(text) is None


def test_hours_count_through_the_change_to_summer_time(value_of: Evaluate) -> None:
    later = value_of('date and time("2026-03-29T01:30:00@Europe/Berlin") + duration("PT1H")')

    assert later == datetime(2026, 3, 29, 3, 30, tzinfo=BERLIN)


def test_the_repeated_hour_keeps_its_instant(value_of: Evaluate) -> None:
    later = value_of('string(date and time("2026-10-25T01:30:00@Europe/Berlin") + duration("PT2H"))')

    assert later == "2026-10-25T02:30:00+01:00"


def test_months_keep_the_wall_clock(value_of: Evaluate) -> None:
    later = value_of('date and time("2026-03-01T09:00:00@Europe/Berlin") + duration("P1M")')

    assert later == datetime(2026, 4, 1, 9, tzinfo=BERLIN)
