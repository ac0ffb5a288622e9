"""Calendars the working-time tests share."""

from __future__ import annotations

from datetime import date, time

import pytest

from engine.worktime.calendar import Calendar, always_open

MORNING, AFTERNOON = (time(9), time(12, 30)), (time(13, 30), time(17))


@pytest.fixture
def office() -> Calendar:
    """Monday to Friday, two periods a day, London, Easter 2026 off."""
    return Calendar(
        key="office",
        title="Office",
        zone="Europe/London",
        week=dict.fromkeys(range(5), (MORNING, AFTERNOON)),
        holidays={date(2026, 4, 3): "Good Friday", date(2026, 4, 6): "Easter Monday"},
    )


@pytest.fixture
def always() -> Calendar:
    """Round the clock in Berlin, whose days have 23, 24 or 25 hours."""
    return always_open("always", "Round the clock", "Europe/Berlin")
