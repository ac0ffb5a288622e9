"""Dates, times of day, and both together."""

from __future__ import annotations

from typing import NamedTuple

from engine.feel.temporal.calendar_days import LARGEST_YEAR, day_number, from_day_number, length_of_month
from engine.feel.temporal.duration import DAY, HOUR, MINUTE, SECOND, fraction
from engine.feel.temporal.zones import Zone, offset_at, write_zone

MILLISECOND = SECOND // 1000


class Date(NamedTuple):
    """A day of the proleptic Gregorian calendar."""

    year: int
    month: int
    day: int

    @property
    def number(self) -> int:
        """Days since 1970-01-01."""
        return day_number(self.year, self.month, self.day)

    @property
    def weekday(self) -> int:
        """1 for Monday to 7 for Sunday."""
        return (self.number + 3) % 7 + 1

    def __str__(self) -> str:
        """The day as ISO 8601 writes it; years before 0 with a minus, beyond 9999 with more digits."""
        return f"{'-' if self.year < 0 else ''}{abs(self.year):04}-{self.month:02}-{self.day:02}"


class Time(NamedTuple):
    """A time of day, local or in a zone."""

    nanosecond: int  # of the day
    zone: Zone = None

    @property
    def offset(self) -> int | None:
        """Seconds east of UTC; a named zone counts with its winter time of 1970, since no day is known."""
        return None if self.zone is None else offset_at(self.zone, 1970, 1, 1, self.nanosecond // SECOND)

    @property
    def instant(self) -> tuple[bool, int]:
        """What times are compared by: local times apart from zoned ones, to the millisecond."""
        offset = self.offset
        if offset is None:
            return False, self.nanosecond // MILLISECOND
        return True, self.nanosecond // MILLISECOND - offset * 1000

    def __str__(self) -> str:
        """The time as ISO 8601 writes it, with its zone."""
        hours, rest = divmod(self.nanosecond, HOUR)
        minutes, rest = divmod(rest, MINUTE)
        seconds = fraction(rest)
        return f"{hours:02}:{minutes:02}:{'0' if rest < 10 * SECOND else ''}{seconds}{write_zone(self.zone)}"


class DateTime(NamedTuple):
    """A day and a time of it."""

    date: Date
    time: Time

    @property
    def offset(self) -> int | None:
        """Seconds east of UTC at that moment."""
        zone = self.time.zone
        if zone is None or isinstance(zone, int):
            return zone
        day = self.date
        return offset_at(zone, day.year, day.month, day.day, self.time.nanosecond // SECOND)

    @property
    def local(self) -> int:
        """Nanoseconds since 1970-01-01 by the clock on its wall."""
        return self.date.number * DAY + self.time.nanosecond

    @property
    def instant(self) -> tuple[bool, int]:
        """What moments are compared by: local ones apart from zoned ones, to the millisecond."""
        offset = self.offset
        if offset is None:
            return False, self.local // MILLISECOND
        return True, self.local // MILLISECOND - offset * 1000

    def __str__(self) -> str:
        """The moment as ISO 8601 writes it."""
        return f"{self.date}T{self.time}"


def make_date(year: int, month: int, day: int) -> Date:
    """The day; ValueError when the calendar has no such day."""
    if abs(year) > LARGEST_YEAR or not 1 <= month <= 12 or not 1 <= day <= length_of_month(year, month):
        raise ValueError("the calendar has no such day")
    return Date(year, month, day)


def date_of_number(number: int) -> Date:
    """The day that many days after 1970-01-01; ValueError beyond the calendar."""
    year, month, day = from_day_number(number)
    if abs(year) > LARGEST_YEAR:
        raise ValueError("the day lies beyond the calendar")
    return Date(year, month, day)


def moment_of_local(local: int, zone: Zone) -> DateTime:
    """The moment whose wall clock shows that many nanoseconds since 1970-01-01."""
    number, nanosecond = divmod(local, DAY)
    return DateTime(date_of_number(number), Time(nanosecond, zone))
