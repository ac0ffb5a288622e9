"""The instants of a timer start event: each one reckoned from the first, in the zone it was written in.

A cycle inside a case steps from one firing to the next. Starts of the organisation's calendar must not drift:
the 31st comes back after February, and nine in the morning stays nine when the clocks change.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from engine.bpmn.errors import TimerUnreadable
from engine.bpmn.graph.timing import FOREVER, add_duration, cycle_parts, parts, zoned


@dataclass(frozen=True, kw_only=True)
class Recurrence:
    """When something starts: once, so many times, or for ever (`times` is None).

    Years, months, weeks and days are steps of the wall clock of `first`, hours and less are exact. An hour
    that the clock skips is taken an hour later, one that comes twice is taken the first time.
    """

    first: datetime
    months: int = 0
    days: int = 0
    exact: timedelta = timedelta(0)
    times: int | None = 1

    def nth(self, number: int) -> datetime | None:
        """The instant of this number, from 0 on, in UTC; None beyond the last one or the end of all time."""
        if self.times is not None and number >= self.times:
            return None
        try:
            year, month = divmod(self.first.month - 1 + number * self.months, 12)
            year, month = self.first.year + year, month + 1
            day = min(self.first.day, monthrange(year, month)[1])
            wall = self.first.replace(year=year, month=month, day=day, fold=0)
            return (wall + number * timedelta(days=self.days)).astimezone(UTC) + number * self.exact
        except (OverflowError, ValueError):
            return None

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

    A cycle that names no begin counts from `since`, on the wall clock of `zone`.
    """
    if isinstance(value, date):
        value = (value if isinstance(value, datetime) else datetime.combine(value, time())).isoformat()
    if not isinstance(value, str):
        raise TimerUnreadable("null" if value is None else value)
    text = value.strip()
    if kind == "date":
        return Recurrence(first=zoned(text, zone))
    if kind == "duration":
        return Recurrence(first=add_duration(since, text))
    times, begin, every = cycle_parts(text)
    step = parts(every)
    months = step.pop("years", 0) * 12 + step.pop("months", 0)
    days = step.pop("weeks", 0) * 7 + step.pop("days", 0)
    if months != int(months) or times == 0 or add_duration(since, every) <= since:
        raise TimerUnreadable(text)
    found = Recurrence(
        first=zoned(begin, zone) if begin else since.astimezone(zone),
        months=int(months),
        days=int(days),
        exact=timedelta(days=days - int(days)) + timedelta(**step),
        times=None if times == FOREVER else times,
    )
    return found if begin else _from_second(found)


def _from_second(cycle: Recurrence) -> Recurrence:
    """A cycle without a begin comes for the first time when one step has passed."""
    second = Recurrence(
        first=cycle.first, months=cycle.months, days=cycle.days, exact=cycle.exact, times=None
    ).nth(1)
    if second is None:
        raise TimerUnreadable(cycle.first.isoformat())
    return Recurrence(
        first=second.astimezone(cycle.first.tzinfo),
        months=cycle.months,
        days=cycle.days,
        exact=cycle.exact,
        times=cycle.times,
    )
