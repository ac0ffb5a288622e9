"""The instants of a repeating timer: each one reckoned from its beginning, in the zone it was written in.

Starts by the calendar and cycles inside a case use the same reckoning, and neither may drift: the 31st comes
back after February, and nine in the morning stays nine when the clocks change.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from engine.bpmn.errors import TimerUnreadable
from engine.bpmn.graph.timing import FOREVER, add_duration, cycle_parts, parts, zoned


@dataclass(frozen=True, kw_only=True)
class Recurrence:
    """When something happens: once, so many times, or for ever (`times` is None).

    Years, months, weeks and days are steps of the wall clock of `begin`, hours and less are exact. An hour
    that the clock skips is taken an hour later, one that comes twice is taken the first time.
    """

    begin: datetime
    months: int = 0
    days: int = 0
    exact: timedelta = timedelta(0)
    times: int | None = 1
    after: int = 0  # so many steps after `begin` it comes for the first time

    @property
    def on_the_wall_clock(self) -> bool:
        """Whether its steps depend on the zone of `begin`."""
        return bool(self.months or self.days)

    def nth(self, number: int) -> datetime | None:
        """The instant of this number, from 0 on, in UTC; None beyond the last one or the end of all time."""
        if self.times is not None and number >= self.times:
            return None
        steps = number + self.after
        try:
            wall = self._on_its_wall(steps) if self.on_the_wall_clock and steps else self.begin
            return wall.astimezone(UTC) + steps * self.exact
        except (OverflowError, ValueError):
            return None

    def _on_its_wall(self, steps: int) -> datetime:
        year, month = divmod(self.begin.month - 1 + steps * self.months, 12)
        year, month = self.begin.year + year, month + 1
        day = min(self.begin.day, monthrange(year, month)[1])
        wall = self.begin.replace(year=year, month=month, day=day, fold=0)
        return wall + steps * timedelta(days=self.days)

    def count_until(self, instant: datetime) -> int:
        """How many instants lie at or before this one."""
        high = 1
        while not self._is_after(high - 1, instant):
            high *= 2
        low = 0
        while low < high:
            middle = (low + high) // 2
            if self._is_after(middle, instant):
                high = middle
            else:
                low = middle + 1
        return low

    def following(self, instant: datetime) -> datetime | None:
        """The first instant after this one."""
        return self.nth(self.count_until(instant))

    def latest(self, instant: datetime) -> datetime | None:
        """The last instant at or before this one."""
        count = self.count_until(instant)
        return self.nth(count - 1) if count else None

    def _is_after(self, number: int, instant: datetime) -> bool:
        found = self.nth(number)
        return found is None or found > instant


def recurrence(kind: str, value: Any, since: datetime, zone: tzinfo) -> Recurrence:
    """The recurrence of a "date" or "cycle" timer in force since an instant; raises TimerUnreadable.

    A cycle that names no begin counts from `since`, on the wall clock of `zone`: it comes for the first time
    when one step has passed.
    """
    if isinstance(value, date):
        value = (value if isinstance(value, datetime) else datetime.combine(value, time())).isoformat()
    if not isinstance(value, str):
        raise TimerUnreadable("null" if value is None else value)
    text = value.strip()
    if kind == "date":
        return Recurrence(begin=zoned(text, zone))
    if kind == "duration":
        return Recurrence(begin=add_duration(since, text))
    times, begin, every = cycle_parts(text)
    found = stepping(zoned(begin, zone) if begin else since.astimezone(zone), every)
    if times == 0 or add_duration(since, every) <= since:
        raise TimerUnreadable(text)
    found = replace(found, times=None if times == FOREVER else times, after=0 if begin else 1)
    if found.nth(0) is None:
        raise TimerUnreadable(text)
    return found


def stepping(begin: datetime, every: str) -> Recurrence:
    """A step of this ISO duration, again and again and without end; raises TimerUnreadable."""
    step = parts(every)
    months = step.pop("years", 0) * 12 + step.pop("months", 0)
    days = step.pop("weeks", 0) * 7 + step.pop("days", 0)
    if months != int(months):
        raise TimerUnreadable(every)
    return Recurrence(
        begin=begin,
        months=int(months),
        days=int(days),
        exact=timedelta(days=days - int(days)) + timedelta(**step),
        times=None,
    )
