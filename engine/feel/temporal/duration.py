"""The two kinds of duration: days and time, years and months."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

SECOND = 1_000_000_000  # nanoseconds
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_REMEMBERED = 1024  # texts read lately

LARGEST_MONTHS = 12 * 10_000_000_000
LARGEST_NANOSECONDS = DAY * 365 * 10_000_000_000

_DAYS = re.compile(
    r"(-?)P(?:(\d{1,18})D)?(?:T(?:(\d{1,18})H)?(?:(\d{1,18})M)?(?:(\d{1,18})(?:\.(\d{0,9})\d*)?S)?)?",
    re.ASCII,
)
_MONTHS = re.compile(r"(-?)P(?:(\d{1,18})Y)?(?:(\d{1,18})M)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class YearsMonths:
    """A duration in whole months; their length in days depends on where it begins."""

    months: int

    def __lt__(self, other: YearsMonths) -> bool:
        """Whether this is the shorter one."""
        return self.months < other.months

    def __str__(self) -> str:
        """The duration as ISO 8601 writes it, such as P1Y2M."""
        years, months = divmod(abs(self.months), 12)
        text = (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
        return ("-P" if self.months < 0 else "P") + text


class DaysTime(NamedTuple):
    """A duration of a fixed length, kept in nanoseconds."""

    nanoseconds: int

    def __str__(self) -> str:
        """The duration as ISO 8601 writes it, such as P2DT3H or PT0.5S."""
        days, rest = divmod(abs(self.nanoseconds), DAY)
        hours, rest = divmod(rest, HOUR)
        minutes, rest = divmod(rest, MINUTE)
        seconds = fraction(rest)
        clock = (
            (f"{hours}H" if hours else "")
            + (f"{minutes}M" if minutes else "")
            + (f"{seconds}S" if rest else "")
        )
        if not days and not clock:
            clock = "0S"
        return (
            ("-P" if self.nanoseconds < 0 else "P")
            + (f"{days}D" if days else "")
            + (f"T{clock}" if clock else "")
        )


def fraction(nanoseconds: int) -> str:
    """Seconds with as many decimal places as they need."""
    seconds, rest = divmod(nanoseconds, SECOND)
    return f"{seconds}.{rest:09}".rstrip("0") if rest else str(seconds)


def bounded_days(nanoseconds: int) -> DaysTime:
    """The duration; ValueError when it is longer than the calendar."""
    if abs(nanoseconds) > LARGEST_NANOSECONDS:
        raise ValueError("the duration is too long")
    return DaysTime(nanoseconds)


def bounded_months(months: int) -> YearsMonths:
    """The duration; ValueError when it is longer than the calendar."""
    if abs(months) > LARGEST_MONTHS:
        raise ValueError("the duration is too long")
    return YearsMonths(months)


@lru_cache(maxsize=_REMEMBERED)
def read_duration(text: str) -> DaysTime | YearsMonths:
    """The duration written as ISO 8601; months where no day or time is named. ValueError otherwise."""
    if match := _MONTHS.fullmatch(text):
        sign, years, months = match.groups()
        if years or months:
            total = int(years or 0) * 12 + int(months or 0)
            return bounded_months(-total if sign else total)
    match = _DAYS.fullmatch(text)
    if match is None or not any(match.group(2, 3, 4, 5)) or text.endswith("T"):
        raise ValueError("it is not a duration such as P3D, PT4H or P1Y2M")
    sign, days, hours, minutes, seconds, parts = match.groups()
    total = (
        int(days or 0) * DAY
        + int(hours or 0) * HOUR
        + int(minutes or 0) * MINUTE
        + int(seconds or 0) * SECOND
    )
    total += int((parts or "").ljust(9, "0"))
    return bounded_days(-total if sign else total)
