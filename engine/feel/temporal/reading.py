"""Dates and times from text, by the strict forms of XML Schema plus `@` and a zone's name."""

from __future__ import annotations

import re
from functools import lru_cache

from engine.feel.temporal.duration import DAY, HOUR, MINUTE, SECOND, DaysTime, YearsMonths, read_duration
from engine.feel.temporal.moments import Date, DateTime, Time, date_of_number, make_date
from engine.feel.temporal.zones import read_zone

_REMEMBERED = 1024  # texts read lately
_DATE = re.compile(r"(-?(?:[1-9]\d{4,8}|\d{4}))-(\d\d)-(\d\d)", re.ASCII)
_TIME = re.compile(r"(\d\d):(\d\d):(\d\d)(?:\.(\d{1,30}))?(Z|z|[+-].*|@.*)?", re.ASCII)


@lru_cache(maxsize=_REMEMBERED)
def read_date(text: str) -> Date:
    """The day written as 2026-03-02; ValueError otherwise."""
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError("it is not a date such as 2026-03-02")
    return make_date(int(match[1]), int(match[2]), int(match[3]))


@lru_cache(maxsize=_REMEMBERED)
def read_time(text: str) -> Time:
    """The time written as 09:30:00, with Z, an offset or @ and a zone behind it; ValueError otherwise."""
    time = _time(text)
    return Time(0, time.zone) if time.nanosecond == DAY else time


def _time(text: str) -> Time:
    match = _TIME.fullmatch(text)
    if match is None:
        raise ValueError("it is not a time such as 09:30:00")
    hour, minute, second = int(match[1]), int(match[2]), int(match[3])
    part = int((match[4] or "")[:9].ljust(9, "0"))
    midnight_after = hour == 24 and not (minute or second or part)
    if (hour > 23 and not midnight_after) or minute > 59 or second > 59:
        raise ValueError("the clock has no such time")
    return Time(hour * HOUR + minute * MINUTE + second * SECOND + part, read_zone(match[5] or ""))


@lru_cache(maxsize=_REMEMBERED)
def read_moment(text: str) -> DateTime:
    """The moment written as 2026-03-02T09:30:00, or a date for its first moment; ValueError otherwise."""
    day, letter, clock = text.partition("T")
    date = read_date(day)
    if not letter:
        return DateTime(date, Time(0))
    time = _time(clock)
    if time.nanosecond == DAY:
        return DateTime(date_of_number(date.number + 1), Time(0, time.zone))
    return DateTime(date, time)


def read_any(text: str) -> Date | Time | DateTime | DaysTime | YearsMonths:
    """Whatever an at-literal may hold; ValueError when it is none of these."""
    if text[:1] == "P" or text[:2] == "-P":
        return read_duration(text)
    if "T" in text:
        return read_moment(text)
    if text[2:3] == ":":
        return read_time(text)
    return read_date(text)
