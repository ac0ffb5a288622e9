"""Values of expressions: what may enter, what comes out, and their JSON.

Numbers are Decimal, strings str, booleans bool, null None, lists list, contexts dict. Inside an
evaluation dates, times and durations are the classes of engine.feel.temporal; outside they are Python's
date, time, datetime and timedelta wherever those can hold them (years 1 to 9999, whole microseconds).
YearsMonths, Range, Function stay.
"""

from __future__ import annotations

import datetime as python
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.feel.errors import FeelForeignValue, FeelLimitError
from engine.feel.functions import Builtin, Function
from engine.feel.numbers import DIGITS, from_float, rounded, without_exponent
from engine.feel.surroundings import Limits
from engine.feel.temporal.duration import DAY, SECOND, DaysTime, YearsMonths
from engine.feel.temporal.moments import Date, DateTime, Time
from engine.feel.temporal.zones import python_zone, zone_of

Value = Any  # one of the kinds named above; nothing else passes `enter`

PLAIN = frozenset({type(None), bool, str, Decimal})  # the same inside and outside an evaluation
_ITSELF = frozenset({type(None), bool, str, Decimal, Date, Time, DateTime, DaysTime, YearsMonths})
_SMALL = 64  # entries
SAFE = 10**DIGITS  # smaller whole numbers are taken over digit by digit
UNSAFE = -SAFE
_MICROSECOND = SECOND // 1_000_000


@dataclass(frozen=True, slots=True)
class Range:
    """All values between two ends; a comparison has None for the side to which it is open."""

    start: Value
    end: Value
    start_included: bool
    end_included: bool
    comparison: str = ""  # "<", "<=", ">", ">=", "=", "!=" when written as (< 10)


class _Budget:
    """Counts the single values walked over, so that a list of lists of lists cannot unfold without end."""

    __slots__ = ("allowed", "left")

    def __init__(self, allowed: int) -> None:
        self.allowed = allowed
        self.left = allowed

    def take(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise FeelLimitError("values", self.allowed)


def enter(value: Value, limits: Limits) -> Value:
    """The value as evaluations use it; FeelForeignValue for anything that is not plain data."""
    kind = type(value)
    if kind is int and UNSAFE < value < SAFE:
        return Decimal(value)
    if kind in _ITSELF:
        return value
    if kind is dict and _is_plain_context(value):
        return value
    if kind is python.datetime:
        return _moment(value)
    try:
        return _enter(value, _Budget(limits.values))
    except RecursionError:
        raise FeelLimitError("nesting", limits.nesting) from None


def _is_plain_context(context: dict[Any, Any]) -> bool:
    """Whether a small context holds only values that are the same inside: then it enters as it is."""
    if len(context) > _SMALL:
        return False
    for key, item in context.items():  # noqa: SIM110 (a loop: half the time of all(), and every evaluation pays it)
        if type(item) not in PLAIN or type(key) is not str:
            return False
    return True


def _enter(value: Value, budget: _Budget) -> Value:
    budget.take()
    kind = type(value)
    if kind in _ITSELF:
        return value
    if kind is list or kind is tuple:
        return [_enter(item, budget) for item in value]
    if kind is dict:
        return {_key(key): _enter(item, budget) for key, item in value.items()}
    if kind is int:
        return rounded(Decimal(value))
    if kind is float:
        return from_float(value)
    if kind is Function or kind is Builtin:
        return value
    if kind is Range:
        return Range(
            _enter(value.start, budget),
            _enter(value.end, budget),
            value.start_included,
            value.end_included,
            value.comparison,
        )
    return _enter_unusual(value, budget)


def _key(key: object) -> str:
    if type(key) is not str:
        raise FeelForeignValue(f"the key {key!r:.40} is not a text")
    return key


def _enter_unusual(value: Value, budget: _Budget) -> Value:
    if isinstance(value, python.datetime):
        return _moment(value)
    if isinstance(value, python.date):
        return Date(value.year, value.month, value.day)
    if isinstance(value, python.time):
        return Time(_nanosecond(value), zone_of(value))
    if isinstance(value, python.timedelta):
        return DaysTime(value.days * DAY + value.seconds * SECOND + value.microseconds * _MICROSECOND)
    if isinstance(value, Mapping):
        return {_key(key): _enter(item, budget) for key, item in value.items()}
    raise FeelForeignValue(type(value).__name__)


def _moment(value: python.datetime) -> DateTime:
    return DateTime(Date(value.year, value.month, value.day), Time(_nanosecond(value), zone_of(value)))


def _nanosecond(value: python.datetime | python.time) -> int:
    seconds = value.hour * 3600 + value.minute * 60 + value.second
    return seconds * SECOND + value.microsecond * _MICROSECOND


def leave(value: Value, limits: Limits) -> Value:
    """The value as the rest of the program uses it: Python's own dates and durations where they can."""
    try:
        return _leave(value, _Budget(limits.values))
    except RecursionError:
        raise FeelLimitError("nesting", limits.nesting) from None


def _leave(value: Value, budget: _Budget) -> Value:
    budget.take()
    kind = type(value)
    if kind is Decimal:
        return without_exponent(value)
    if kind in PLAIN:
        return value
    if kind is list:
        return [_leave(item, budget) for item in value]
    if kind is dict:
        return {key: _leave(item, budget) for key, item in value.items()}
    if kind is Range:
        return Range(
            _leave(value.start, budget),
            _leave(value.end, budget),
            value.start_included,
            value.end_included,
            value.comparison,
        )
    return _python(value)


def _python(value: Value) -> Value:
    """Python's own class for a date, time or duration it can hold exactly; every other value as it is."""
    kind = type(value)
    if kind is Date:
        return python.date(value.year, value.month, value.day) if 1 <= value.year <= 9999 else value
    if kind is Time:
        return value if value.nanosecond % _MICROSECOND else _python_time(value)
    if kind is DateTime:
        if not 1 <= value.date.year <= 9999 or value.time.nanosecond % _MICROSECOND:
            return value
        day = python.date(value.date.year, value.date.month, value.date.day)
        return python.datetime.combine(day, _python_time(value.time))
    if (
        kind is DaysTime
        and not value.nanoseconds % _MICROSECOND
        and abs(value.nanoseconds) < DAY * 999_999_999
    ):
        return python.timedelta(microseconds=value.nanoseconds // _MICROSECOND)
    return value


def _python_time(value: Time) -> python.time:
    seconds, rest = divmod(value.nanosecond, SECOND)
    hour, minute = divmod(seconds // 60, 60)
    return python.time(hour, minute, seconds % 60, rest // _MICROSECOND, tzinfo=python_zone(value.zone))


def from_json(plain: Any) -> Value:
    """The FEEL value of plain JSON; numbers become Decimal, texts stay texts."""
    return leave(enter(plain, _ANY_SIZE), _ANY_SIZE)


def to_json(value: Value) -> Any:
    """Plain JSON of a value: Decimal stays, dates, times and durations become ISO text, ranges contexts.

    FeelForeignValue for a function: it cannot be kept.
    """
    return _plain(enter(value, _ANY_SIZE))


_ANY_SIZE = Limits(values=2_000_000)


def _plain(value: Value) -> Any:
    kind = type(value)
    if kind is list:
        return [_plain(item) for item in value]
    if kind is dict:
        return {key: _plain(item) for key, item in value.items()}
    if kind in {Date, Time, DateTime, DaysTime, YearsMonths}:
        return str(value)
    if kind is Range:
        return {
            "start": _plain(value.start),
            "start included": value.start_included,
            "end": _plain(value.end),
            "end included": value.end_included,
        }
    if value is None or kind in {bool, str, Decimal}:
        return value
    raise FeelForeignValue("a function cannot be kept")
