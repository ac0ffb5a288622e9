"""Arithmetic of the proleptic Gregorian calendar for years of up to nine digits, both signs."""

from __future__ import annotations

import datetime as python

LARGEST_YEAR = 999_999_999
_EPOCH = python.date(1970, 1, 1).toordinal()
_FIRST, _LAST = python.date.min.toordinal() - _EPOCH, python.date.max.toordinal() - _EPOCH
_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_leap(year: int) -> bool:
    """Whether the year has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def length_of_month(year: int, month: int) -> int:
    """Days of that month."""
    return 29 if month == 2 and is_leap(year) else _LENGTHS[month - 1]


def day_number(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01; counted from March so that the leap day comes last."""
    if 0 < year <= python.MAXYEAR:
        return python.date(year, month, day).toordinal() - _EPOCH
    year -= month <= 2
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * 146_097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719_468


def from_day_number(number: int) -> tuple[int, int, int]:
    """Year, month and day of that many days since 1970-01-01."""
    if _FIRST <= number <= _LAST:
        day = python.date.fromordinal(number + _EPOCH)
        return day.year, day.month, day.day
    era, day_of_era = divmod(number + 719_468, 146_097)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    return year_of_era + era * 400 + (month <= 2), month, day_of_year - (153 * shifted + 2) // 5 + 1
