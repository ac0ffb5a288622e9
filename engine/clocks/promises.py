"""What a clock's settings promise this case now: start, amount and calendar, read from FEEL or words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any

from engine.clocks.errors import ClockNotReckoned
from engine.errors import AmendsError
from engine.feel.expression import Expression, compile_expression
from engine.feel.surroundings import Surroundings
from engine.feel.values import to_json
from engine.library.process_settings import ClockSettings
from engine.worktime.amount import Amount, read_amount
from engine.worktime.calendar import Calendar
from engine.worktime.errors import CalendarError


@dataclass(frozen=True, kw_only=True)
class Promise:
    """A target as it stands for one case at one instant."""

    start: datetime
    amount: Amount
    calendar: Calendar


def read_promise(
    rule: ClockSettings, context: Mapping[str, Any], around: Surroundings, start: datetime
) -> Promise | None:
    """The promise of this clock, or None while its start or target is null: then nothing is promised.

    `start` is where the clock starts when its settings do not say; they may read it as `begun`.

    Raises `ClockNotReckoned` with the clock's key when an expression fails or gives no time.
    """
    context = {**context, "begun": start}
    try:
        begins = start if rule.starts is None else _value(rule.starts, context, around)
        target = _value(rule.target, context, around)
        if begins is None or target is None:
            return None
        calendar = _calendar(_value(rule.calendar, context, around), around)
        amount = read_amount(str(to_json(target)))
        return Promise(start=_instant(begins, calendar), amount=amount, calendar=calendar)
    except (AmendsError, ValueError) as error:
        raise ClockNotReckoned(f"{rule.key}: {error}") from error


def _calendar(key: Any, around: Surroundings) -> Calendar:
    if key not in around.calendars:
        raise CalendarError(f"there is no calendar {key!r}")
    return around.calendars[key]


def _value(text: str, context: Mapping[str, Any], around: Surroundings) -> Any:
    """The value of a setting: text as it stands, or what its FEEL after `=` gives."""
    return _compiled(text[1:]).evaluate(context, around) if text.startswith("=") else text


@lru_cache(maxsize=1024)
def _compiled(text: str) -> Expression:
    return compile_expression(text)


def _instant(value: Any, calendar: Calendar) -> datetime:
    """An instant from a moment or its ISO text; a date means its first moment in the calendar's zone."""
    moment = value
    if isinstance(value, str):
        is_date = len(value) == len("2026-03-02")
        moment = date.fromisoformat(value) if is_date else datetime.fromisoformat(value)
    if isinstance(moment, datetime):
        return (moment if moment.tzinfo else moment.replace(tzinfo=calendar.timezone)).astimezone(UTC)
    if isinstance(moment, date):
        return calendar.instant(moment, time(0))
    raise ValueError(f"{value!r} is no instant")
