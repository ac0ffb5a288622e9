"""Our own functions of working time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.engine.feel.conftest import Evaluate

RESULTS: dict[str, Any] = {
    'add working days(date("2026-03-06"), 1)': date(2026, 3, 9),
    'add working days("2026-03-06", 1, "office")': date(2026, 3, 9),
    "add working days(now(), 1)": datetime(2026, 3, 3, 16, tzinfo=UTC),  # 17:00 in Berlin
    'add working days("2026-03-06T10:00:00Z", 1.5)': None,
    'add working hours("2026-03-02T08:00:00Z", 9)': datetime(2026, 3, 3, 9, tzinfo=UTC),
    'working hours("2026-03-02T08:00:00Z", "2026-03-03T09:00:00Z")': 9,
    'working hours(from: now(), to: now(), calendar: "office")': 0,
    'add working days(now(), 1, "no such calendar")': None,
    'add working days("rubbish", 1)': None,
    "add working days(now(), 1e30)": None,
    "add working hours(now(), 1e30)": None,
    'add working days(@"-99999-01-01", 1)': None,
}


@pytest.mark.parametrize(("text", "expected"), RESULTS.items())
def test_working_time_is_counted_by_the_calendar(value_of: Evaluate, text: str, expected: Any) -> None:
    assert value_of(text) == expected
