"""Adding and subtracting dates, times and durations (DMN 1.5, table 45)."""

from __future__ import annotations

from engine.feel.temporal.calendar_days import LARGEST_YEAR, length_of_month
from engine.feel.temporal.duration import DAY, SECOND, DaysTime, YearsMonths, bounded_days
from engine.feel.temporal.moments import Date, DateTime, Time, date_of_number, moment_of_local
from engine.feel.temporal.zones import offset_at_instant


def add_months(day: Date, months: int) -> Date:
    """The same day of a later month, or that month's last day; ValueError beyond the calendar."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if abs(year) > LARGEST_YEAR:
        raise ValueError("the day lies beyond the calendar")
    return Date(year, month + 1, min(day.day, length_of_month(year, month + 1)))


def add_to_date(day: Date, amount: DaysTime | YearsMonths) -> Date:
    """The day reached from that day's midnight."""
    if isinstance(amount, YearsMonths):
        return add_months(day, amount.months)
    return date_of_number(day.number + amount.nanoseconds // DAY)


def add_to_moment(moment: DateTime, amount: DaysTime | YearsMonths) -> DateTime:
    """The moment that much later. Months keep the wall clock; a day is 24 hours as they pass."""
    if isinstance(amount, YearsMonths):
        return DateTime(add_months(moment.date, amount.months), moment.time)
    zone = moment.time.zone
    local = moment.local + amount.nanoseconds
    if isinstance(zone, str):
        return _at_instant(local - (moment.offset or 0) * SECOND, zone)
    return moment_of_local(local, zone)


def add_to_time(time: Time, amount: DaysTime) -> Time:
    """The time of day that much later, around midnight if need be."""
    return Time((time.nanosecond + amount.nanoseconds) % DAY, time.zone)


def between_times(later: Time, earlier: Time) -> DaysTime:
    """The duration from one time of the day to another; ValueError when only one has a zone."""
    first, second = earlier.offset, later.offset
    if (first is None) != (second is None):
        raise ValueError("a local time and a time with a zone cannot be subtracted")
    return DaysTime(later.nanosecond - earlier.nanosecond + ((first or 0) - (second or 0)) * SECOND)


def between_moments(later: Date | DateTime, earlier: Date | DateTime) -> DaysTime:
    """The duration from one moment to another; beside a date and time a date is its midnight in UTC.

    ValueError when one is local and the other is not.
    """
    mixed = type(later) is not type(earlier)
    first, second = _as_moment(earlier, mixed), _as_moment(later, mixed)
    first_offset, second_offset = first.offset, second.offset
    if (first_offset is None) != (second_offset is None):
        raise ValueError("a local date and time and one with a zone cannot be subtracted")
    return bounded_days(second.local - first.local + ((first_offset or 0) - (second_offset or 0)) * SECOND)


def months_between(earlier: Date | DateTime, later: Date | DateTime) -> YearsMonths:
    """Whole months from one day to another, counted towards zero; the time of day does not matter."""
    a = earlier.date if isinstance(earlier, DateTime) else earlier
    b = later.date if isinstance(later, DateTime) else later
    months = (b.year - a.year) * 12 + b.month - a.month
    if months > 0 and b.day < a.day:
        months -= 1
    elif months < 0 and b.day > a.day:
        months += 1
    return YearsMonths(months)


def in_zone(moment: DateTime, zone: int | str) -> DateTime:
    """The same instant as a clock in another zone shows it; a local moment is taken as UTC."""
    return _at_instant(moment.local - (moment.offset or 0) * SECOND, zone)


def _at_instant(instant: int, zone: int | str) -> DateTime:
    """The moment that many nanoseconds after 1970 in UTC."""
    day, time = moment_of_local(instant, 0)
    offset = offset_at_instant(zone, day.year, day.month, day.day, time.nanosecond // SECOND)
    moment = moment_of_local(instant + offset * SECOND, zone)
    # In the hour that clocks repeat, the name of a zone means the first round; an offset says the second.
    return moment if moment.offset == offset else moment_of_local(instant + offset * SECOND, offset)


def _as_moment(value: Date | DateTime, in_utc: bool) -> DateTime:
    return DateTime(value, Time(0, 0 if in_utc else None)) if isinstance(value, Date) else value
