"""How a due time was computed, so that anybody can follow it with a calendar in hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from engine.worktime.amount import Amount, add_amount
from engine.worktime.arithmetic import add_working_time, working_time
from engine.worktime.calendar import DAY, Calendar

ZERO = timedelta(0)
NAMED_HOLIDAYS = 8  # more than that are counted, not listed


@dataclass(frozen=True, kw_only=True)
class Reckoning:
    """A due instant (UTC) with its start, its calendar and what was skipped on the way."""

    start: datetime
    due: datetime
    amount: Amount
    calendar: Calendar
    paused: timedelta = ZERO  # in the amount's own measure: working time or elapsed time

    @property
    def holidays(self) -> tuple[tuple[date, str], ...]:
        """The holidays skipped that would have been working days."""
        if not self.amount.is_working:
            return ()
        first, last = self.calendar.local_day(self.start), self.calendar.local_day(self.due)
        return tuple(
            (day, name)
            for day, name in sorted(self.calendar.holidays.items())
            if first < day <= last and self.calendar.week.get(day.weekday())
        )

    @property
    def words(self) -> str:
        """The computation in one line, times in the calendar's zone."""
        by = f" of calendar {self.calendar.title}" if self.amount.is_working else ""
        parts = [f"{self.amount.words}{by} from {self._moment(self.start)} to {self._moment(self.due)}"]
        if self.paused:
            parts.append(
                f"paused for {say_span(self.paused)}{' of working time' if self.amount.is_working else ''}"
            )
        if skipped := self.holidays:
            named = ", ".join(f"{_day(day)} {name}" for day, name in skipped[:NAMED_HOLIDAYS])
            rest = len(skipped) - NAMED_HOLIDAYS
            parts.append(f"holidays skipped: {named}{f' and {rest} more' if rest > 0 else ''}")
        return "; ".join(parts)

    def _moment(self, instant: datetime) -> str:
        wall = instant.astimezone(self.calendar.timezone)
        if wall.hour == wall.minute == wall.second == 0:
            return f"the end of {_day(wall.date() - DAY)}"
        return f"{_day(wall.date())} {wall:%H:%M}"


def reckon(start: datetime, amount: Amount, calendar: Calendar, paused: timedelta = ZERO) -> Reckoning:
    """When this much time from the start is over, a pause already taken added at the end.

    The pause is in the amount's own measure, see `measure`.
    """
    due = add_amount(start, amount, calendar)
    if paused:
        due = add_working_time(due, paused, calendar) if amount.is_working else due + paused
    return Reckoning(start=start, due=due, amount=amount, calendar=calendar, paused=paused)


def measure(start: datetime, end: datetime, amount: Amount, calendar: Calendar) -> timedelta:
    """The time between two instants as this kind of amount counts it: working time, or all of it."""
    return working_time(start, end, calendar) if amount.is_working else end - start


def say_span(span: timedelta) -> str:
    """A span in days, hours and minutes: "2 days 3 h 20 min"."""
    minutes = round(span.total_seconds() / 60)
    days, minutes = divmod(minutes, 24 * 60)
    hours, minutes = divmod(minutes, 60)
    parts = [(days, "day" if days == 1 else "days"), (hours, "h"), (minutes, "min")]
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "less than a minute"


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"
