"""Rolling up: the figures of a day, counted from the timelines of all cases.

Timelines are never changed, so that a day counted again gives the same; a day is the organisation's, from
midnight to midnight in the zone of its office calendar.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, delete, func, insert, select
from sqlalchemy.orm import Session, aliased

from engine.cases.models import Case
from engine.clocks.calendars import calendars
from engine.figures.models import DailyFigure
from engine.library.models import Setting
from engine.timeline.models import TimelineEntry

OFFICE = "office"
KEY = "figures_until"  # the setting that holds the last day that was counted
A_DAY = timedelta(days=1)
MOST_DAYS = 31  # counted in one transaction
MEASURES = {
    "case opened": "opened",
    "case imported": "imported",
    "case reopened": "reopened",
    "case ended": "ended",
    "case cancelled": "cancelled",
    "clock breached": "breached",
    "escalation raised": "escalated",
    "task completed": "completed_tasks",
}
BEGINS = ("case opened", "case imported", "case reopened")
SECONDS = "seconds_to_end"  # of all cases that ended on the day together, each from the begin of its run


def zone_of_days(session: Session) -> tzinfo:
    """Where the organisation's days begin and end."""
    office = calendars(session).get(OFFICE)
    return ZoneInfo(office.zone) if office else UTC


def bounds(day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """From when to when (excluded) a day lasts; 23 or 25 hours when the clocks change."""
    first, last = (datetime.combine(each, time(), zone).astimezone(UTC) for each in (day, day + A_DAY))
    return first, last


def counted_until(session: Session) -> date | None:
    """The last day that was rolled up; None before the first."""
    row = session.get(Setting, KEY, populate_existing=True)
    return date.fromisoformat(row.value) if row else None


def next_day(session: Session, now: datetime) -> date | None:
    """The first day that is over and was not rolled up yet, or None."""
    zone = zone_of_days(session)
    until = counted_until(session)
    first = until + A_DAY if until else _first_day(session, zone)
    return first if first is not None and first < now.astimezone(zone).date() else None


def roll_up(session: Session, now: datetime) -> int:
    """Count the days that are over, a month of them at the most; says how many."""
    day, today = next_day(session, now), now.astimezone(zone_of_days(session)).date()
    count = 0
    while day is not None and day < today and count < MOST_DAYS:
        count_day(session, day)
        _remember(session, day)
        day += A_DAY
        count += 1
    return count


def rebuild(session: Session, now: datetime) -> int:
    """Throw all figures away and count every day again; says how many days there were."""
    session.execute(delete(DailyFigure))
    session.execute(delete(Setting).where(Setting.key == KEY))
    days = 0
    while counted := roll_up(session, now):
        days += counted
    return days


def count_day(session: Session, day: date) -> None:
    """Put the figures of one day in place of those that are there."""
    rows = [
        {"process": process, "day": day, "measure": measure, "value": value}
        for (process, measure), value in sorted(figures_of(session, day).items())
    ]
    session.execute(delete(DailyFigure).where(DailyFigure.day == day))
    if rows:
        session.execute(insert(DailyFigure), rows)


def figures_of(session: Session, day: date) -> Counter[tuple[str, str]]:
    """What the timelines say of one day, by process and measure."""
    return figures_between(session, *bounds(day, zone_of_days(session)))


def figures_between(
    session: Session, begin: datetime, end: datetime, process: str | None = None
) -> Counter[tuple[str, str]]:
    """What the timelines say of the time from `begin` to `end` (excluded), of one process or of all."""
    in_the_time = [TimelineEntry.at >= begin, TimelineEntry.at < end]
    if process is not None:
        in_the_time.append(Case.process == process)
    found: Counter[tuple[str, str]] = Counter()
    verbs = (
        select(Case.process, TimelineEntry.verb, func.count())
        .join(Case, Case.id == TimelineEntry.case_id)
        .where(*in_the_time, TimelineEntry.verb.in_(MEASURES))
        .group_by(Case.process, TimelineEntry.verb)
    )
    for key, verb, count in session.execute(verbs):
        found[key, MEASURES[verb]] += count
    for key, seconds in _lasted(session, in_the_time):
        found[key, SECONDS] += seconds
    return found


def _lasted(session: Session, in_the_time: list[ColumnElement[bool]]) -> Iterator[tuple[str, int]]:
    """How long each run that ended in this time had lasted."""
    began = aliased(TimelineEntry)
    runs = (
        select(Case.process, began.at, TimelineEntry.at)
        .join(Case, Case.id == TimelineEntry.case_id)
        .join(began, (began.case_id == TimelineEntry.case_id) & (began.run == TimelineEntry.run))
        .where(*in_the_time)
        .where(TimelineEntry.verb == "case ended", began.verb.in_(BEGINS))
    )
    for process, opened_at, ended_at in session.execute(runs):
        yield process, int((ended_at - opened_at).total_seconds())


def _first_day(session: Session, zone: tzinfo) -> date | None:
    first = session.scalar(select(func.min(TimelineEntry.at)))
    return first.astimezone(zone).date() if first else None


def _remember(session: Session, day: date) -> None:
    row = session.get(Setting, KEY)
    if row is None:
        session.add(Setting(key=KEY, value=day.isoformat()))
    else:
        row.value = day.isoformat()
    session.flush()
