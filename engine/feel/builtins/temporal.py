"""Built-in functions of dates and times (DMN 1.5, tables 78 and 80), with today and now."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.feel.builtins.registry import define
from engine.feel.functions import Builtin, Function
from engine.feel.running.comparison import equal
from engine.feel.running.state import State
from engine.feel.temporal.arithmetic import in_zone
from engine.feel.temporal.calendar_days import day_number, length_of_month
from engine.feel.temporal.moments import Date, DateTime, Time
from engine.feel.values import enter

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def present(state: State) -> DateTime:
    """The instant of this evaluation, in the zone of the surroundings."""
    moment: DateTime = enter(state.around.now, state.limits)
    return in_zone(moment, state.around.zone) if state.around.zone else moment


def today(state: State) -> Date:
    """The day of this evaluation, in the zone of the surroundings."""
    return present(state).date


def is_same(state: State, value1: Any = None, value2: Any = None) -> bool | None:
    """Whether two values are the same in every respect: zones written differently are not."""
    if type(value1) is not type(value2):
        return False
    if isinstance(value1, Time | DateTime):
        return bool(value1 == value2)
    if isinstance(value1, Function | Builtin):
        return value1 is value2
    return equal(value1, value2, state)


def _day(value: Date | DateTime) -> Date:
    return value.date if isinstance(value, DateTime) else value


def day_of_year(date: Date | DateTime) -> Decimal:
    """1 for 1 January."""
    day = _day(date)
    return Decimal(day.number - day_number(day.year, 1, 1) + 1)


def day_of_week(date: Date | DateTime) -> str:
    """The English name of the day."""
    return _DAYS[_day(date).weekday - 1]


def month_of_year(date: Date | DateTime) -> str:
    """The English name of the month."""
    return _MONTHS[_day(date).month - 1]


def week_of_year(date: Date | DateTime) -> Decimal:
    """The week by ISO 8601: week 1 is the one with the year's first Thursday."""
    day = _day(date)
    thursday = day.number - day.weekday + 4
    year = day.year
    for candidate in (day.year + 1, day.year, day.year - 1):
        if thursday >= day_number(candidate, 1, 1):
            year = candidate
            break
    return Decimal((thursday - day_number(year, 1, 1)) // 7 + 1)


def last_day_of_month(date: Date | DateTime) -> Date:
    """The last day of the same month."""
    day = _day(date)
    return Date(day.year, day.month, length_of_month(day.year, day.month))


FUNCTIONS = (
    define("now()", present, with_state=True),
    define("today()", today, with_state=True),
    define("is(value1: any, value2: any)", is_same, with_state=True),
    define("is(value1: any)", is_same, with_state=True),
    define("is(value2: any)", is_same, with_state=True),
    define("day of year(date: date | date and time)", day_of_year),
    define("day of week(date: date | date and time)", day_of_week),
    define("month of year(date: date | date and time)", month_of_year),
    define("week of year(date: date | date and time)", week_of_year),
    define("last day of month(date: date | date and time)", last_day_of_month),
)
