"""Change a business calendar: open cases are reckoned again, and the change is kept with its author."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from engine.audit.changes import changing
from engine.audit.pictures import CALENDAR
from engine.clocks.calendars import Week, add_holiday, calendar_named, remove_holiday, save_calendar
from engine.clocks.models import CalendarRow
from engine.commands.once import once_only
from engine.commands.reckon_again import reckon_again
from engine.people.access import require_administrator
from engine.step import Step


@once_only
def close_day(step: Step, key: str, day: date, title: str) -> int:
    """Make a day a holiday; says how many open cases are reckoned again, as work of their own.

    Raises NotAdministrator, CalendarNotFound, InvalidSubmission without a title.
    """
    with _change(step, key, f"holiday on {day}"):
        add_holiday(step.session, key, day, title, step.now)
    return _reckon(step, key)


@once_only
def open_day(step: Step, key: str, day: date) -> int:
    """Make a holiday a working day again; the same besides, and CalendarError when it was none."""
    with _change(step, key, f"no holiday on {day}"):
        remove_holiday(step.session, key, day, step.now)
    return _reckon(step, key)


@once_only
def keep_calendar(
    step: Step,
    key: str,
    *,
    title: str,
    zone: str,
    week: Week | str,
    country: str | None = None,
    subdivision: str | None = None,
) -> int:
    """Create a calendar or change title, zone, hours and country; the same besides, and CalendarError."""
    with _change(step, key, "hours kept"):
        save_calendar(
            step.session,
            key,
            title=title,
            zone=zone,
            week=week,
            now=step.now,
            country=country,
            subdivision=subdivision,
        )
    return _reckon(step, key)


@contextmanager
def _change(step: Step, key: str, what: str) -> Iterator[None]:
    require_administrator(step.actor)
    with changing(step, CALENDAR, key, what):
        yield


def _reckon(step: Step, key: str) -> int:
    calendar_named(step.session, key)
    row = step.session.get_one(CalendarRow, key)
    return reckon_again(step, f"calendar {key} {row.revision}")
