"""Built-in functions that make one kind of value from another."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from engine.feel.temporal.duration import YearsMonths
from engine.feel.values import Range
from tests.engine.feel.conftest import Evaluate

RESULTS: dict[str, Any] = {
    'date("2026-03-02")': date(2026, 3, 2),
    'date("2026-02-30")': None,
    "date(2026, 3, 2)": date(2026, 3, 2),
    "date(2026.5, 3, 2)": None,
    'date(date and time("2026-03-02T10:00:00"))': date(2026, 3, 2),
    'date and time("2026-03-02T10:00:00Z")': datetime(2026, 3, 2, 10, tzinfo=UTC),
    'date and time("2026-03-02T24:00:00")': datetime(2026, 3, 3),  # noqa: DTZ001 (a local time of FEEL)
    'date and time(date("2026-03-02"), time("10:00:00Z"))': datetime(2026, 3, 2, 10, tzinfo=UTC),
    'time("10:00:00+01:00")': time(10, tzinfo=timezone(timedelta(hours=1))),
    'time(11, 59, 45, duration("PT0H"))': time(11, 59, 45, tzinfo=UTC),
    "time(24, 0, 0)": None,
    'time("10:00")': None,
    'number("1 000,5", " ", ",")': Decimal("1000.5"),
    'number("1,000.5", ",", ".")': Decimal("1000.5"),
    'number("1.5")': Decimal("1.5"),
    'number("1,5")': None,
    'number("1", ",", ",")': None,
    'number("abc")': None,
    "string(1.50)": "1.5",
    "string(true)": "true",
    "string(null)": None,
    'string("a")': "a",
    'string([1, "a", null])': '[1, "a", null]',
    'string({a b: 1, c: @"P1D"})': "{a b: 1, c: P1D}",
    "string([1..3))": "[1..3)",
    "string((< 3))": "(< 3)",
    'duration("P1Y2M")': YearsMonths(14),
    'duration("P1DT2H")': timedelta(days=1, hours=2),
    'duration("P1Y1D")': None,
    'years and months duration(date("2011-12-22"), date("2013-08-24"))': YearsMonths(20),
    'range("[18..21)")': Range(Decimal(18), Decimal(21), True, False),
    'range("(2026-01-01..2026-12-31]")': Range(date(2026, 1, 1), date(2026, 12, 31), False, True),
    'range("[2..1]")': None,
    'range("1..2")': None,
    'range("[..5]")': Range(None, Decimal(5), True, True),
}


@pytest.mark.parametrize(("text", "expected"), RESULTS.items())
def test_a_value_becomes_another_kind(value_of: Evaluate, text: str, expected: Any) -> None:
    assert value_of(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "-99999-12-31T11:22:33",
        "999999999-12-31T23:59:59.999999999@Europe/Paris",
        "2011-12-31T10:15:30.987@Etc/UTC",
    ],
)
def test_moments_beyond_pythons_own_are_written_as_they_were_read(value_of: Evaluate, text: str) -> None:
    assert value_of(f'string(date and time("{text}"))') == text
