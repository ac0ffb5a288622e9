"""Adding and measuring working days and working time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import overload

from engine.worktime.calendar import DAY, Calendar, Span
from engine.worktime.errors import AmountError, CalendarError

LONGEST = timedelta(days=36_600)  # a hundred years: nothing a service promises is longer
LONGEST_CLOSURE = 400  # days; a calendar closed for longer has no working time at all

YEARS = range(1000, 9000)  # in which every date of a hundred years more exists

ZERO = timedelta(0)


@overload
def add_working_days(start: datetime, days: int, calendar: Calendar) -> datetime: ...


@overload
def add_working_days(start: date, days: int, calendar: Calendar) -> date: ...


def add_working_days(start: date, days: int, calendar: Calendar) -> date:
    """The working day that many working days after (before, when negative) the start.

    The day of the start is not counted, whatever the hour. From an instant the answer is the close of work
    on that day (UTC); from a date it is the date. Zero days lead to the start's own day, or the next working
    day where nobody works on it. Raises `AmountError` beyond a hundred years.
    """
    _require_ordinary(start)
    if isinstance(start, datetime):
        return calendar.close_of(_step_days(calendar.local_day(start), days, calendar))
    return _step_days(start, days, calendar)


def working_days(start: date, end: date, calendar: Calendar) -> int:
    """How many working days end after the start's day and by the end; negative when the end comes first."""
    _require_ordinary(start, end)
    if isinstance(start, datetime) and isinstance(end, datetime):
        first, last = calendar.local_day(start), calendar.local_day(end)
        if end < start:
            return -working_days(end, start, calendar)
        # a day is over at its close of work; on a calendar open at midnight that is the next date's beginning
        open_days = (day for day in _days(first + DAY, last) if calendar.is_working_day(day))
        return sum(1 for day in open_days if calendar.close_of(day) <= end)
    if end < start:
        return -working_days(end, start, calendar)
    return sum(1 for day in _days(start + DAY, end) if calendar.is_working_day(day))


def add_working_time(start: datetime, amount: timedelta, calendar: Calendar) -> datetime:
    """The earliest instant (UTC) at which this much working time has passed since the start.

    A negative amount leads to the latest instant from which that much working time passes until the start.
    Raises `AmountError` beyond a hundred years and `CalendarError` for a calendar without working time.
    """
    _require_ordinary(start)
    start = start.astimezone(UTC)
    if abs(amount) > LONGEST:
        raise AmountError(f"{amount} is more than a hundred years")
    if amount == ZERO:
        return start
    return _forward(start, amount, calendar) if amount > ZERO else _backward(start, -amount, calendar)


def working_time(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """How much working time lies between two instants; negative when the end comes first."""
    _require_ordinary(start, end)
    if end < start:
        return -working_time(end, start, calendar)
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    total = ZERO
    for day in _days(calendar.local_day(start), calendar.local_day(end)):
        for begin, finish in calendar.spans(day):
            total += max(ZERO, min(finish, end) - max(begin, start))
    return total


def _forward(start: datetime, amount: timedelta, calendar: Calendar) -> datetime:
    left = amount
    for begin, finish in _spans_from(start, calendar):
        begin = max(begin, start)
        if left <= finish - begin:
            return begin + left
        left -= finish - begin
    raise AmountError(f"{amount} of working time leads beyond a hundred years")


def _backward(start: datetime, amount: timedelta, calendar: Calendar) -> datetime:
    left = amount
    for begin, finish in _spans_back_from(start, calendar):
        finish = min(finish, start)
        if left <= finish - begin:
            return finish - left
        left -= finish - begin
    raise AmountError(f"{amount} of working time leads beyond a hundred years")


def _spans_from(start: datetime, calendar: Calendar) -> Iterator[Span]:
    """Every working period that ends after the start, in order, for a hundred years."""
    first = calendar.local_day(start)
    for day in _open_days(first, 1, calendar):
        for span in calendar.spans(day):
            if span[1] > start:
                yield span


def _spans_back_from(start: datetime, calendar: Calendar) -> Iterator[Span]:
    first = calendar.local_day(start)
    for day in _open_days(first, -1, calendar):
        for span in reversed(list(calendar.spans(day))):
            if span[0] < start:
                yield span


def _step_days(day: date, days: int, calendar: Calendar) -> date:
    if abs(days) > LONGEST.days:
        raise AmountError(f"{days} working days are more than a hundred years")
    if days == 0:
        return next(_open_days(day, 1, calendar))
    direction = 1 if days > 0 else -1
    left = abs(days)
    for open_day in _open_days(day + direction * DAY, direction, calendar):
        left -= 1
        if left == 0:
            return open_day
    raise AmountError(f"{days} working days lead beyond a hundred years")


def _open_days(day: date, direction: int, calendar: Calendar) -> Iterator[date]:
    """The working days from this one on, forward or backward, for a hundred years."""
    closed = 0
    for _ in range(LONGEST.days):
        if calendar.is_working_day(day):
            closed = 0
            yield day
        else:
            closed += 1
            if closed > LONGEST_CLOSURE:
                raise CalendarError(f"{calendar.key}: nobody works for {LONGEST_CLOSURE} days around {day}")
        day += direction * DAY


def _require_ordinary(*moments: date) -> None:
    for moment in moments:
        if moment.year not in YEARS:
            raise AmountError(f"the year {moment.year} lies too far away to reckon with")


def _days(first: date, last: date) -> Iterator[date]:
    if last - first > LONGEST:
        raise AmountError(f"{first} to {last} is more than a hundred years")
    while first <= last:
        yield first
        first += DAY
