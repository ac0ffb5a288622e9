"""The kind of a value in words, properties of dates and ranges, and what conforms to a type."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.feel.functions import Builtin, Function
from engine.feel.temporal.duration import DAY, HOUR, MINUTE, SECOND, DaysTime, YearsMonths
from engine.feel.temporal.moments import Date, DateTime, Time
from engine.feel.values import Range

KINDS: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    Decimal: "number",
    str: "string",
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    DaysTime: "days and time duration",
    YearsMonths: "years and months duration",
    list: "list",
    dict: "context",
    Range: "range",
    Function: "function",
    Builtin: "function",
}


def kind_of(value: Any) -> str:
    """The name FEEL has for the kind of this value."""
    return KINDS[type(value)]


def _of_date(value: Date) -> dict[str, Any]:
    return {
        "year": Decimal(value.year),
        "month": Decimal(value.month),
        "day": Decimal(value.day),
        "weekday": Decimal(value.weekday),
    }


def _of_time(value: Time, offset: int | None) -> dict[str, Any]:
    hours, rest = divmod(value.nanosecond, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    return {
        "hour": Decimal(hours),
        "minute": Decimal(minutes),
        "second": Decimal(rest) / SECOND if rest % SECOND else Decimal(rest // SECOND),
        "time offset": None if offset is None else DaysTime(offset * SECOND),
        "timezone": value.zone if isinstance(value.zone, str) else None,
    }


def _of_moment(value: DateTime) -> dict[str, Any]:
    return {**_of_date(value.date), **_of_time(value.time, value.offset)}


def _of_days(value: DaysTime) -> dict[str, Any]:
    sign = -1 if value.nanoseconds < 0 else 1
    days, rest = divmod(abs(value.nanoseconds), DAY)
    hours, rest = divmod(rest, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    seconds = Decimal(rest) / SECOND if rest % SECOND else Decimal(rest // SECOND)
    return {
        "days": Decimal(sign * days),
        "hours": Decimal(sign * hours),
        "minutes": Decimal(sign * minutes),
        "seconds": sign * seconds,
    }


def _of_months(value: YearsMonths) -> dict[str, Any]:
    sign = -1 if value.months < 0 else 1
    years, months = divmod(abs(value.months), 12)
    return {"years": Decimal(sign * years), "months": Decimal(sign * months)}


def _of_range(value: Range) -> dict[str, Any]:
    return {
        "start": value.start,
        "start included": value.start_included,
        "end": value.end,
        "end included": value.end_included,
    }


def properties_of(value: Any) -> dict[str, Any] | None:
    """What a path may ask of a value that is no context; None when it has no properties at all."""
    match value:
        case Date():
            return _of_date(value)
        case Time():
            return _of_time(value, value.offset)
        case DateTime():
            return _of_moment(value)
        case DaysTime():
            return _of_days(value)
        case YearsMonths():
            return _of_months(value)
        case Range():
            return _of_range(value)
    return None
