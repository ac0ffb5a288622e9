"""Our own functions: dates and hours by business calendars."""

from __future__ import annotations

import datetime as python
from decimal import Decimal
from typing import Any

from engine.errors import AmendsError
from engine.feel.builtins.registry import define
from engine.feel.functions import Nothing
from engine.feel.numbers import ARITHMETIC, whole
from engine.feel.running.state import State
from engine.feel.temporal.moments import Date, DateTime
from engine.feel.temporal.reading import read_any
from engine.feel.values import enter, leave
from engine.worktime.arithmetic import add_working_days, add_working_time, working_time
from engine.worktime.calendar import Calendar

_DEFAULT = "office"
_MOST_HOURS = 1_000_000
_MICROSECONDS_PER_HOUR = 3_600_000_000


def _calendar(state: State, key: str | None) -> Calendar:
    calendar = state.around.calendars.get(key or _DEFAULT)
    if calendar is None:
        raise Nothing(f"there is no calendar '{key or _DEFAULT}'")
    return calendar


def _start(value: str | Date | DateTime, state: State) -> python.date:
    """The Python date or aware instant; a local moment is taken in UTC."""
    read = read_any(value) if isinstance(value, str) else value
    start = leave(read, state.limits)
    if isinstance(start, python.datetime):
        return start if start.tzinfo else start.replace(tzinfo=python.UTC)
    if not isinstance(start, python.date):
        raise Nothing("a date or a date and time is needed here")
    return start


def _instant(value: str | Date | DateTime, state: State, calendar: Calendar) -> python.datetime:
    start = _start(value, state)
    if isinstance(start, python.datetime):
        return start
    return python.datetime.combine(start, python.time(0), calendar.timezone)


def later_by_days(state: State, start: Any, days: Decimal, calendar: str | None = None) -> Any:
    """The working day so many working days later; from an instant, its close of work."""
    count = whole(days)
    if count is None or count != days:
        raise Nothing("working days are counted in whole numbers")
    try:
        return enter(add_working_days(_start(start, state), count, _calendar(state, calendar)), state.limits)
    except (AmendsError, OverflowError) as reason:
        raise Nothing(str(reason)) from None


def later_by_hours(state: State, start: Any, hours: Decimal, calendar: str | None = None) -> Any:
    """The instant at which so many working hours have passed."""
    if abs(hours) > _MOST_HOURS:
        raise Nothing("that are too many hours")
    chosen = _calendar(state, calendar)
    amount = python.timedelta(microseconds=int(hours * _MICROSECONDS_PER_HOUR))
    try:
        return enter(add_working_time(_instant(start, state, chosen), amount, chosen), state.limits)
    except (AmendsError, OverflowError) as reason:
        raise Nothing(str(reason)) from None


def hours_between(state: State, start: Any, end: Any, calendar: str | None = None) -> Decimal:
    """The working hours from one instant to another."""
    chosen = _calendar(state, calendar)
    try:
        passed = working_time(_instant(start, state, chosen), _instant(end, state, chosen), chosen)
    except (AmendsError, OverflowError) as reason:
        raise Nothing(str(reason)) from None
    microseconds = passed // python.timedelta(microseconds=1)
    return ARITHMETIC.divide(Decimal(microseconds), Decimal(_MICROSECONDS_PER_HOUR))


FUNCTIONS = (
    define(
        "add working days(from: string | date | date and time, days: number, calendar?: string | null)",
        later_by_days,
        with_state=True,
    ),
    define(
        "add working hours(from: string | date | date and time, hours: number, calendar?: string | null)",
        later_by_hours,
        with_state=True,
    ),
    define(
        "working hours(from: string | date | date and time, to: string | date | date and time, "
        "calendar?: string | null)",
        hours_between,
        with_state=True,
    ),
)
