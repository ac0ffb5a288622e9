"""Built-in functions that make one kind of value from another (DMN 1.5, table 73)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from engine.feel.builtins.registry import define
from engine.feel.functions import Builtin, Function, Nothing
from engine.feel.numbers import ARITHMETIC, whole, written
from engine.feel.running.comparison import order
from engine.feel.running.state import State
from engine.feel.temporal.arithmetic import months_between
from engine.feel.temporal.duration import HOUR, MINUTE, SECOND, DaysTime, YearsMonths, read_duration
from engine.feel.temporal.moments import Date, DateTime, Time, make_date
from engine.feel.temporal.reading import read_any, read_date, read_moment, read_time
from engine.feel.temporal.zones import LARGEST_OFFSET
from engine.feel.values import Range

_NUMBER = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,6})?", re.ASCII)
_SEPARATORS = frozenset({" ", ",", "."})
_LONGEST_NUMBER = 2000
_RANGE = re.compile(r"\s*([\[(\]])\s*(.*?)\s*\.\.\s*(.*?)\s*([\])\[])\s*", re.DOTALL)


def date_from(value: str | Date | DateTime) -> Date:
    """The day of a text, or of a moment."""
    if isinstance(value, str):
        return read_date(value)
    return value.date if isinstance(value, DateTime) else value


def date_of(year: Decimal, month: Decimal, day: Decimal) -> Date:
    """The day of year, month and day."""
    return make_date(_count(year, "year"), _count(month, "month"), _count(day, "day"))


def moment_from(value: str | Date | DateTime) -> DateTime:
    """The moment of a text; a day's first moment."""
    if isinstance(value, str):
        return read_moment(value)
    return DateTime(value, Time(0, 0)) if isinstance(value, Date) else value


def moment_of(date: Date | DateTime, time: Time) -> DateTime:
    """A day and a time of it together; the zone is the time's."""
    return DateTime(date.date if isinstance(date, DateTime) else date, time)


def time_from(value: str | Time | DateTime | Date) -> Time:
    """The time of a text or a moment; a day's is its first in UTC."""
    if isinstance(value, str):
        return read_time(value)
    if isinstance(value, DateTime):
        return value.time
    return Time(0, 0) if isinstance(value, Date) else value


def time_of(hour: Decimal, minute: Decimal, second: Decimal, offset: DaysTime | None = None) -> Time:
    """The time of hour, minute, second and offset from UTC."""
    hours, minutes = _count(hour, "hour"), _count(minute, "minute")
    if not (0 <= hours < 24 and 0 <= minutes < 60 and 0 <= second < 60):
        raise Nothing("the clock has no such time")
    nanoseconds = hours * HOUR + minutes * MINUTE + int(second * SECOND)
    if offset is None:
        return Time(nanoseconds)
    seconds = int(offset.nanoseconds / SECOND) if abs(offset.nanoseconds) <= LARGEST_OFFSET * SECOND else None
    if seconds is None:
        raise Nothing("no place on earth is that far from UTC")
    return Time(nanoseconds, seconds)


def _count(number: Decimal, what: str) -> int:
    found = whole(number)
    if found is None or found != number:
        raise Nothing(f"{number} is no {what}")
    return found


def number_of(text: str, grouping: str | None = None, decimal: str | None = None) -> Decimal:
    """The number a text says; grouping separators are dropped, the decimal separator becomes a point."""
    if grouping is not None and grouping not in _SEPARATORS:
        raise Nothing("a grouping separator is a blank, a comma or a point")
    if decimal is not None and (decimal not in {",", "."} or decimal == grouping):
        raise Nothing("a decimal separator is a comma or a point, and not the grouping separator")
    if len(text) > _LONGEST_NUMBER:
        raise Nothing("the text is too long for a number")
    plain = text.replace(grouping, "") if grouping else text
    if decimal == ",":
        plain = plain.replace(".", "?").replace(",", ".")
    if not _NUMBER.fullmatch(plain):
        raise Nothing(f"{text!r:.40} is not a number")
    return ARITHMETIC.create_decimal(plain)


def string_of(state: State, value: Any) -> str | None:
    """The value as text; texts as they are, inside lists and contexts in quotation marks."""
    if value is None:
        return None
    text = value if isinstance(value, str) else _written(value, state)
    return state.made_text(text)


def _written(value: Any, state: State) -> str:
    state.spend()
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Decimal():
            return written(value)
        case str():
            state.check_text(len(value))
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case list():
            return f"[{', '.join(_bounded((_written(item, state) for item in value), state))}]"
        case dict():
            pairs = (f"{_key(key)}: {_written(item, state)}" for key, item in value.items())
            return f"{{{', '.join(_bounded(pairs, state))}}}"
        case Range():
            return _written_range(value, state)
        case Function() | Builtin():
            return f"function({', '.join(value.parameters) if isinstance(value, Function) else value.name})"
    return str(value)


def _bounded(parts: Any, state: State) -> list[str]:
    found: list[str] = []
    length = 0
    for part in parts:
        length += len(part)
        if length > state.limits.text:
            state.check_text(length)
        found.append(part)
    return found


def _key(key: str) -> str:
    return (
        key
        if key.replace(" ", "").isidentifier()
        else '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'
    )


def _written_range(value: Range, state: State) -> str:
    if value.comparison:
        end = value.start if value.comparison in {">", ">="} else value.end
        return f"({value.comparison} {_written(end, state)})"
    opening, closing = "[" if value.start_included else "(", "]" if value.end_included else ")"
    return f"{opening}{_written(value.start, state)}..{_written(value.end, state)}{closing}"


def duration_from(value: str | DaysTime | YearsMonths) -> DaysTime | YearsMonths:
    """The duration of a text."""
    return read_duration(value) if isinstance(value, str) else value


def range_from(text: str) -> Range:
    """The range a text such as `[1..10)` or `(2026-01-01..2026-12-31]` says; its ends are literals."""
    match = _RANGE.fullmatch(text)
    if match is None:
        raise Nothing("it is not a range such as [1..10]")
    opening, first, second, closing = match.groups()
    start, end = _end_of_range(first), _end_of_range(second)
    if start is None and end is None:
        raise Nothing("a range has at least one end")
    if start is not None and end is not None and (order(start, end) or 0) > 0:
        raise Nothing("the range ends before it starts")
    if start is not None and end is not None and order(start, end) is None:
        raise Nothing("the ends of the range cannot be compared")
    return Range(start, end, opening == "[", closing == "]")


def _end_of_range(text: str) -> Any:
    if not text or text == "null":
        return None
    if text[0] == '"' and text[-1] == '"' and len(text) > 1:
        return text[1:-1]
    if _NUMBER.fullmatch(text):
        return number_of(text)
    for function in ("date and time", "date", "time", "duration", "@"):
        inner = text.removeprefix(function)
        if inner != text and inner.strip('()@"') != inner:
            return read_any(inner.strip('()@"'))
    return read_any(text)


FUNCTIONS = (
    define("date(from: string | date | date and time)", date_from),
    define("date(year: number, month: number, day: number)", date_of),
    define("date and time(from: string | date and time | date)", moment_from),
    define("date and time(date: date | date and time, time: time)", moment_of),
    define("time(from: string | time | date and time | date)", time_from),
    define(
        "time(hour: number, minute: number, second: number, offset?: days and time duration | null)", time_of
    ),
    define(
        "number(from: string, grouping separator: string | null, decimal separator: string | null)", number_of
    ),
    define("number(from: string)", number_of),
    define("string(from: any)", string_of, with_state=True),
    define("duration(from: string | days and time duration | years and months duration)", duration_from),
    define("years and months duration(from: date | date and time, to: date | date and time)", months_between),
    define("range(from: string)", range_from),
)
