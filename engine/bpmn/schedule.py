"""The next instant of a timer inside a case. A cycle knows where it began and how it goes on from there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from engine.bpmn.errors import TimerUnreadable
from engine.bpmn.graph.timing import FOREVER, cycle_parts, zoned
from engine.bpmn.recurrence import Recurrence, recurrence, stepping


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """When a timer fires next; a cycle also knows its step and how many firings remain after it."""

    due: datetime
    every: str | None = None
    left: int = 0  # FOREVER for an unbounded cycle
    begin: str | None = None  # from where days, weeks, months and years are counted, with its zone

    def next(self, now: datetime, zone: tzinfo) -> Schedule | None:
        """The firing after this one. What was missed while nobody looked is not made up for.

        A cycle that was armed before beginnings were kept goes on from its last firing, in `zone`.
        """
        if self.every is None or self.left == 0:
            return None
        begin = zoned(self.begin, zone) if self.begin else self.due.astimezone(zone)
        cycle = stepping(begin, self.every)
        due = cycle.following(max(self.due, now))
        if due is None:
            return None  # the end of all time
        left = self.left - 1 if self.left > 0 else FOREVER
        return Schedule(due=due, every=self.every, left=left, begin=self.begin or _written(cycle))


def schedule(kind: str, value: Any, now: datetime, zone: tzinfo) -> Schedule:
    """The first instant of a "date", "duration" or "cycle" timer; raises TimerUnreadable."""
    found = recurrence(kind, value, now, zone)
    due = found.nth(0)
    if due is None:
        raise TimerUnreadable(value)
    if kind != "cycle":
        return Schedule(due=due)
    left = FOREVER if found.times is None else found.times - 1
    return Schedule(due=due, every=cycle_parts(value.strip())[2], left=left, begin=_written(found))


def check_timer(kind: str, text: str) -> None:
    """Raises TimerUnreadable where a static timer text can never be used."""
    if kind == "duration" and text.strip().startswith("-"):
        raise TimerUnreadable(text)
    schedule(kind, text, datetime(2000, 1, 1, tzinfo=UTC), UTC)


def _written(cycle: Recurrence) -> str | None:
    """Where a cycle began, as a timer's text says it; hours and less are counted from the last firing."""
    if not cycle.on_the_wall_clock:
        return None
    begin = cycle.begin
    if isinstance(begin.tzinfo, ZoneInfo):
        return f"{begin.replace(tzinfo=None).isoformat()}@{begin.tzinfo.key}"
    return begin.isoformat()
