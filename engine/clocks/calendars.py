"""Business calendars as rows: reading them as values, keeping them, filling in public holidays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

import holidays as public_holidays
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.clocks.models import CalendarRow, Holiday
from engine.database import stamp, store_of
from engine.errors import InvalidSubmission, NotFound
from engine.worktime.calendar import Calendar, Period
from engine.worktime.errors import CalendarError

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ALWAYS = "always"  # in place of a week: every hour of every day
FIRST_YEAR = 2010  # imported cases are reckoned with the holidays of their time
YEARS_AHEAD = 5
READ = "calendars"  # where a session keeps what it has read
STAMP = "calendar stamp"  # where a session keeps the stamp, when a query for more brought it along
CALENDAR_STAMP = stamp(CalendarRow.revision, CalendarRow.changed_at)

Week = Mapping[str, Sequence[str]]

# Calendars change a few times a year and are read by every step: keep the values until a row says otherwise.
_kept: dict[str, tuple[str, Mapping[str, Calendar]]] = {}
_ASK_STAMP = select(CALENDAR_STAMP)


class CalendarNotFound(NotFound):
    """There is no business calendar of this name."""


def calendars(session: Session) -> Mapping[str, Calendar]:
    """Every business calendar by key; read once in a transaction."""
    known: Mapping[str, Calendar] | None = session.info.get(READ)
    if known is None:
        known = session.info[READ] = _current(session)
    return known


def calendar_named(session: Session, key: str) -> Calendar:
    """One calendar; raises `CalendarNotFound`."""
    found = calendars(session).get(key)
    if found is None:
        raise CalendarNotFound(key)
    return found


def save_calendar(
    session: Session,
    key: str,
    *,
    title: str,
    zone: str,
    week: Week | str,
    now: datetime,
    country: str | None = None,
    subdivision: str | None = None,
) -> CalendarRow:
    """Create a calendar or change its title, zone, hours and country; its holidays stay as they are.

    Hours are {"monday": ["09:00-12:30", "13:30-17:00"], ...} or the word "always". Raises `CalendarError` for
    hours, a zone or a country that cannot be.
    """
    hours = {day: ["00:00-24:00"] for day in WEEKDAYS} if week == ALWAYS else _named_week(key, week)
    Calendar(key=key, title=title, zone=zone, week=_read_week(key, hours))  # refuses what cannot be
    row = session.get(CalendarRow, key)
    if row is None:
        row = CalendarRow(key=key, revision=0, holidays_until=None)
        session.add(row)
    row.title, row.zone, row.week = title, zone, hours
    row.country, row.subdivision = country, subdivision
    _touch(session, row, now)
    session.flush()
    fill_holidays(session, row, now)
    return row


def hours_faults(week: Week) -> dict[str, str]:
    """What cannot be read in the hours of each day, so that a form can say it there."""
    faults: dict[str, str] = {}
    for day, periods in week.items():
        try:
            Calendar(key=day, title=day, zone="UTC", week=_read_week(day, {day: periods}))
        except CalendarError:
            faults[day] = "Write hours such as 09:00-12:30, 13:30-17:00, in their order."
    return faults


def fill_holidays(session: Session, row: CalendarRow, now: datetime) -> int:
    """Add the public holidays of years not filled in yet, five years ahead; answers how many.

    Years filled once are left alone, so that a day an administrator removed does not come back.
    """
    if row.country is None:
        return 0
    until = now.year + YEARS_AHEAD
    years = range((row.holidays_until or FIRST_YEAR - 1) + 1, until + 1)
    if not years:
        return 0
    try:
        found = public_holidays.country_holidays(row.country, subdiv=row.subdivision, years=years)
    except NotImplementedError as error:
        raise CalendarError(f"{row.key}: {error}") from error
    known = set(session.scalars(select(Holiday.day).where(Holiday.calendar == row.key)))
    fresh = [
        Holiday(calendar=row.key, day=day, title=title)
        for day, title in sorted(found.items())
        if day.year in years and day not in known
    ]
    session.add_all(fresh)
    row.holidays_until = until
    _touch(session, row, now)
    session.flush()
    return len(fresh)


def add_holiday(session: Session, key: str, day: date, title: str, now: datetime) -> None:
    """Close a calendar on a day; an existing holiday is renamed. Raises InvalidSubmission without a title."""
    row = _row(session, key)
    if not title.strip():
        raise InvalidSubmission({"title": ["Say what the holiday is called."]})
    session.merge(Holiday(calendar=key, day=day, title=title.strip()))
    _touch(session, row, now)
    session.flush()


def remove_holiday(session: Session, key: str, day: date, now: datetime) -> None:
    """Open a calendar on a day that was a holiday; raises `CalendarError` when it was none."""
    row = _row(session, key)
    holiday = session.get(Holiday, (key, day))
    if holiday is None:
        raise CalendarError(f"{key}: {day} is no holiday")
    session.delete(holiday)
    _touch(session, row, now)
    session.flush()


def _current(session: Session) -> Mapping[str, Calendar]:
    now = session.info.pop(STAMP, None) or session.scalar(_ASK_STAMP) or ""
    store = store_of(session)
    kept = _kept.get(store)
    if kept is None or kept[0] != now:
        kept = _kept[store] = (now, _read_all(session))
    return kept[1]


def _row(session: Session, key: str) -> CalendarRow:
    row = session.get(CalendarRow, key)
    if row is None:
        raise CalendarNotFound(key)
    return row


def _touch(session: Session, row: CalendarRow, now: datetime) -> None:
    row.revision += 1
    row.changed_at = now
    session.info.pop(READ, None)
    session.info.pop(STAMP, None)


def _read_all(session: Session) -> Mapping[str, Calendar]:
    days: dict[str, dict[date, str]] = {}
    for holiday in session.scalars(select(Holiday)):
        days.setdefault(holiday.calendar, {})[holiday.day] = holiday.title
    return {
        row.key: Calendar(
            key=row.key,
            title=row.title,
            zone=row.zone,
            week=_read_week(row.key, row.week),
            holidays=days.get(row.key, {}),
        )
        for row in session.scalars(select(CalendarRow))
    }


def _named_week(key: str, week: Week | str) -> dict[str, list[str]]:
    if isinstance(week, str) or not set(week) <= set(WEEKDAYS):
        raise CalendarError(f"{key}: hours are given for {', '.join(WEEKDAYS)}, or as the word {ALWAYS!r}")
    return {day: [str(period) for period in week[day]] for day in WEEKDAYS if week.get(day)}


def _read_week(key: str, week: Week) -> dict[int, tuple[Period, ...]]:
    return {
        WEEKDAYS.index(day): tuple(_read_period(key, text) for text in texts) for day, texts in week.items()
    }


def _read_period(key: str, text: str) -> Period:
    opens, _, closes = text.partition("-")
    try:
        end = time(0) if closes.strip() == "24:00" else time.fromisoformat(closes.strip())
        return time.fromisoformat(opens.strip()), end
    except ValueError as error:
        raise CalendarError(f'{key}: {text!r} is no period such as "09:00-17:00"') from error
