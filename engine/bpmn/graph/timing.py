"""When a drawn timer is due: ISO 8601 durations, dates and cycles, reckoned from a given instant.

SpiffWorkflow reads the duration's parts; the reckoning is ours, because the library asks the machine's
clock and lets "one month" be as long as the month it begins in (ISO and FEEL: same day next month).
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition

from engine.bpmn.errors import TimerUnreadable
from engine.feel.surroundings import Surroundings

_CYCLE = re.compile(r"R(\d*)/(.+)", re.DOTALL)
_ZONE_NAME = re.compile(r"(.+)@([A-Za-z_]+(?:/[A-Za-z_+\-0-9]+)*)")
FOREVER = -1


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """The next instant of a timer; a cycle also knows its step and how many firings remain after it."""

    due: datetime
    every: str | None = None
    left: int = 0  # FOREVER for an unbounded cycle

    def next(self, now: datetime) -> Schedule | None:
        """The firing after this one. What was missed while nobody looked is not made up for."""
        if self.every is None or self.left == 0:
            return None
        due = add_duration(self.due, self.every)
        if due <= now:
            due += (now - due) // (due - self.due) * (due - self.due)
        while due <= now:  # once, or a few times where months differ in length
            due = add_duration(due, self.every)
        return Schedule(due=due, every=self.every, left=self.left - 1 if self.left > 0 else FOREVER)


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


def schedule(kind: str, value: Any, now: datetime, zone: tzinfo) -> Schedule:
    """The first instant of a "date", "duration" or "cycle" timer; raises TimerUnreadable."""
    text = value.strip() if isinstance(value, str) else ""
    if isinstance(value, datetime):
        text = value.isoformat()
    elif isinstance(value, date):
        text = datetime.combine(value, time()).isoformat()
    if not text:
        raise TimerUnreadable("null" if value is None else value)
    if kind == "duration":
        return Schedule(due=add_duration(now, text))
    if kind == "date":
        return Schedule(due=instant(text, zone))
    return _cycle(text, now, zone)


def _cycle(text: str, now: datetime, zone: tzinfo) -> Schedule:
    """R/PT1H, R3/PT1H and R3/2026-03-01T09:00:00Z/P1D."""
    times, begin, every = cycle_parts(text)
    step_ahead = add_duration(now, every) - now
    if times == 0 or step_ahead <= timedelta(0):
        raise TimerUnreadable(text)
    due = instant(begin, zone) if begin else now + step_ahead
    return Schedule(due=due, every=every, left=times - 1 if times > 0 else FOREVER)


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


def check_timer(kind: str, text: str) -> None:
    """Raises TimerUnreadable where a static timer text can never be used."""
    if kind == "duration" and text.strip().startswith("-"):
        raise TimerUnreadable(text)
    schedule(kind, text, datetime(2000, 1, 1, tzinfo=UTC), UTC)
