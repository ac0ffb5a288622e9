"""A figure of a process over time: one point for each whole day, week or month that was counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.figures.models import DailyFigure

A_DAY = timedelta(days=1)
DAY, WEEK, MONTH = "day", "week", "month"


@dataclass(frozen=True, kw_only=True)
class Point:
    """How often something happened from `first` to `last`, both days included."""

    first: date
    last: date
    value: int


def first_counted(session: Session, process: str) -> date | None:
    """The first day on which anything happened in this process; None before there was one."""
    return session.scalar(select(func.min(DailyFigure.day)).where(DailyFigure.process == process))


def points(
    session: Session, process: str, measure: str, first: date, last: date, length: str
) -> tuple[Point, ...]:
    """The points within these days, the oldest first; `length` is DAY, WEEK (from Monday) or MONTH."""
    rows = session.execute(
        select(DailyFigure.day, DailyFigure.value).where(
            DailyFigure.process == process,
            DailyFigure.measure == measure,
            DailyFigure.day.between(first, last),
        )
    )
    days = {row.day: row.value for row in rows}
    return tuple(
        Point(
            first=begin,
            last=end,
            value=sum(days.get(begin + n * A_DAY, 0) for n in range((end - begin).days + 1)),
        )
        for begin, end in spans(first, last, length)
    )


def spans(first: date, last: date, length: str) -> Iterator[tuple[date, date]]:
    """The whole days, weeks or months within these days, each by its first and its last day."""
    begin = first
    if length == WEEK:
        begin += timedelta(days=-first.weekday() % 7)
    elif length == MONTH and first.day > 1:
        begin = _next_month(first)
    while (end := _end(begin, length)) <= last:
        yield begin, end
        begin = end + A_DAY


def _end(begin: date, length: str) -> date:
    if length == MONTH:
        return _next_month(begin) - A_DAY
    return begin + timedelta(days=6) if length == WEEK else begin


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
