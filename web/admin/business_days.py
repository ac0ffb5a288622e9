"""Business calendars: their hours, and the days on which nobody works."""

from __future__ import annotations

from datetime import date, time

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.audit.changes import changes
from engine.audit.pictures import CALENDAR
from engine.clocks.calendars import WEEKDAYS, calendar_named, calendars
from engine.commands.change_calendar import close_day, open_day
from engine.errors import InvalidSubmission
from engine.worktime.calendar import MIDNIGHT, Calendar
from web.session import finish, session, step

LATEST = 10  # changes shown beside what was changed


def join(area: Blueprint) -> None:
    """Hang the pages into the area."""
    area.get("/admin/calendars")(show_calendars)
    area.get("/admin/calendars/<key>")(show_calendar)
    area.post("/admin/calendars/<key>/holidays")(take_holiday)
    area.post("/admin/calendars/<key>/holidays/<day>/remove")(take_removal)


def show_calendars() -> str:
    """Every calendar with its hours."""
    known = [(one, hours(one)) for one in calendars(session()).values()]
    return render_template("admin/calendars.html", calendars=known)


def show_calendar(key: str) -> str:
    """One calendar with the holidays of one year."""
    return _page(key, request.args.get("year", type=int), {})


def take_holiday(key: str) -> ResponseReturnValue:
    """Close the calendar on a day."""
    typed = request.form.get("day", "").strip()
    try:
        day = _day(typed)
        cases = close_day(step(), key, day, request.form.get("title", ""))
    except InvalidSubmission as error:
        finish(keep=False)
        return _page(key, request.form.get("year", type=int), error.errors), 422
    flash(f"The holiday is kept. {_reckoned(cases)}")
    return redirect(url_for("admin.show_calendar", key=key, year=day.year), 303)


def take_removal(key: str, day: str) -> ResponseReturnValue:
    """Open the calendar on a day that was a holiday."""
    closed = _day(day)
    cases = open_day(step(), key, closed)
    flash(f"The day is a working day again. {_reckoned(cases)}")
    return redirect(url_for("admin.show_calendar", key=key, year=closed.year), 303)


def hours(calendar: Calendar) -> list[tuple[str, str]]:
    """The week in words: (day, its periods)."""
    week = calendar.week
    return [(WEEKDAYS[day].capitalize(), _periods(week.get(day, ()))) for day in range(7)]


def _page(key: str, wanted: int | None, errors: dict[str, list[str]]) -> str:
    calendar = calendar_named(session(), key)
    this_year = step().now.year
    years = sorted({day.year for day in calendar.holidays} | {this_year, this_year + 1})
    year = wanted if wanted in years else this_year
    listed = sorted((day, title) for day, title in calendar.holidays.items() if day.year == year)
    return render_template(
        "admin/calendar.html",
        calendar=calendar,
        hours=hours(calendar),
        holidays=listed,
        years=[one for one in years if abs(one - this_year) <= 6 or one == year],
        year=year,
        changes=changes(session(), kind=CALENDAR, subject=key, limit=LATEST),
        typed={"day": request.form.get("day", ""), "title": request.form.get("title", "")},
        errors=errors,
    )


def _reckoned(cases: int) -> str:
    if not cases:
        return "No open case goes by a date."
    return f"The dates of {cases} open {'case is' if cases == 1 else 'cases are'} reckoned anew."


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidSubmission({"day": ["Write the day as 2026-12-24."]}) from error


def _periods(periods: tuple[tuple[time, time], ...]) -> str:
    return ", ".join(f"{_time(opens)} to {_time(closes, ends=True)}" for opens, closes in periods) or "closed"


def _time(value: time, *, ends: bool = False) -> str:
    return "24:00" if ends and value == MIDNIGHT else f"{value:%H:%M}"
