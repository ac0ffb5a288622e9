"""The texts of drawn timers: ISO 8601 durations, dates and cycles.

SpiffWorkflow reads the duration's parts; the reckoning is ours, because the library asks the machine's
clock and lets "one month" be as long as the month it begins in (ISO and FEEL: same day next month).
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition

from engine.bpmn.errors import TimerUnreadable
from engine.feel.surroundings import Surroundings

_CYCLE = re.compile(r"R(\d*)/(.+)", re.DOTALL)
_ZONE_NAME = re.compile(r"(.+)@([A-Za-z_]+(?:/[A-Za-z_+\-0-9]+)*)")
FOREVER = -1


def zone_of(around: Surroundings) -> tzinfo:
    """Where a date without zone is meant: the office calendar's zone, else UTC."""
    office = around.calendars.get("office")
    return ZoneInfo(office.zone) if office else UTC


def parts(text: str) -> dict[str, Any]:
    """The parts of an ISO duration by name; raises TimerUnreadable."""
    try:
        found: dict[str, Any] = TimerEventDefinition.parse_iso_duration(text)
    except Exception as error:
        raise TimerUnreadable(text) from error
    if not found or not text.upper().startswith("P"):
        raise TimerUnreadable(text)
    return found


def add_duration(start: datetime, text: str) -> datetime:
    """Years and months keep the day where the month has it, the rest is exact; "-P1D" goes back."""
    sign = -1 if text.startswith("-") else 1
    found = parts(text.removeprefix("-"))
    months = sign * (found.pop("years", 0) * 12 + found.pop("months", 0))
    if months != int(months):
        raise TimerUnreadable(text)
    try:
        year, month = divmod(start.month - 1 + int(months), 12)
        year, month = start.year + year, month + 1
        moved = start.replace(year=year, month=month, day=min(start.day, monthrange(year, month)[1]))
        return moved + sign * timedelta(**found)
    except (OverflowError, ValueError) as error:
        raise TimerUnreadable(text) from error


def instant(text: str, zone: tzinfo) -> datetime:
    """An ISO date or date-time as UTC; a date means its beginning, a missing zone means `zone`."""
    return zoned(text, zone).astimezone(UTC)


def zoned(text: str, zone: tzinfo) -> datetime:
    """The same in the zone it was written in, where its hours and days are counted."""
    named = _ZONE_NAME.fullmatch(text)
    try:
        if named:
            text, zone = named[1], ZoneInfo(named[2])
        found = datetime.fromisoformat(text)
        found = found if found.tzinfo else found.replace(tzinfo=zone)
        found.astimezone(UTC)  # the first and the last day of all reach beyond what can be told
    except (ValueError, OverflowError, KeyError) as error:
        raise TimerUnreadable(text) from error
    return found


def cycle_parts(text: str) -> tuple[int, str, str]:
    """How often (or FOREVER), from when ("" for now) and how far apart; raises TimerUnreadable."""
    match = _CYCLE.fullmatch(text)
    if not match:
        raise TimerUnreadable(text)
    begin, _, every = match[2].rpartition("/")
    return int(match[1]) if match[1] else FOREVER, begin, every


def looks_like_cron(text: str) -> bool:
    """Whether this is the other way to write a cycle: "0 0 9 * * MON-FRI" or "@daily"."""
    return len(text.split()) in (5, 6, 7) or text.startswith("@")
