"""The hours of business calendars: title, time zone, working hours of each day, country of the holidays."""

from __future__ import annotations

from zoneinfo import available_timezones

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.clocks.calendars import WEEKDAYS, calendar_named, calendars, hours_faults
from engine.clocks.models import CalendarRow
from engine.commands.change_calendar import keep_calendar
from engine.errors import InvalidSubmission
from engine.registers.catalogues import KEY
from engine.worktime.errors import CalendarError
from web.session import finish, session, step

NEW = "new"  # the address of this page's form
NAMES = ("key", "title", "zone", "country", "subdivision", *WEEKDAYS)
LABELS = {
    "key": "Key",
    "title": "Title",
    "zone": "Time zone",
    "country": "Country",
    "subdivision": "Part of the country",
    **{day: day.capitalize() for day in WEEKDAYS},
}


def join(area: Blueprint) -> None:
    """Hang the pages into the area."""
    area.get("/admin/calendars/new")(show_new_calendar)
    area.post("/admin/calendars/new")(take_new_calendar)
    area.get("/admin/calendars/<key>/hours")(show_hours)
    area.post("/admin/calendars/<key>/hours")(take_hours)


def show_new_calendar() -> str:
    """The form for a new calendar; five days of office hours stand in it already."""
    usual = dict.fromkeys(WEEKDAYS[:5], "09:00-17:00")
    return _page(None, {**usual, "zone": "Europe/London"}, {})


def take_new_calendar() -> ResponseReturnValue:
    """Make a calendar."""
    typed = _typed()
    errors = {}
    if not KEY.fullmatch(typed["key"]) or typed["key"] == NEW:
        errors["key"] = [f"Use letters, digits, dot, dash and underscore, and not {NEW!r} alone."]
    elif typed["key"] in calendars(session()):
        errors["key"] = ["There is a calendar with this key already."]
    return _keep(None, typed["key"], typed, errors)


def show_hours(key: str) -> str:
    """The hours of one calendar."""
    calendar_named(session(), key)
    row = session().get_one(CalendarRow, key)
    stored = {name: getattr(row, name) or "" for name in ("title", "zone", "country", "subdivision")}
    return _page(key, {**stored, **{day: ", ".join(periods) for day, periods in row.week.items()}}, {})


def take_hours(key: str) -> ResponseReturnValue:
    """Change a calendar; open cases are reckoned anew."""
    calendar_named(session(), key)
    return _keep(key, key, _typed(), {})


def _keep(
    known: str | None, key: str, typed: dict[str, str], errors: dict[str, list[str]]
) -> ResponseReturnValue:
    week = {day: [part.strip() for part in typed[day].split(",")] for day in WEEKDAYS if typed[day]}
    errors |= {day: [said] for day, said in hours_faults(week).items()}
    if not week:
        errors[WEEKDAYS[0]] = ["Somebody must work on some day."]
    if not typed["title"]:
        errors["title"] = ["Say what it is called."]
    if typed["zone"] not in available_timezones():
        errors["zone"] = ["Write a time zone such as Europe/London."]
    if errors:
        finish(keep=False)
        return _page(known, typed, errors), 422
    try:
        cases = keep_calendar(
            step(),
            key,
            title=typed["title"],
            zone=typed["zone"],
            week=week,
            country=typed["country"] or None,
            subdivision=typed["subdivision"] or None,
        )
    except CalendarError:
        finish(keep=False)
        return _page(known, typed, {"country": ["No holidays are known of this country or part of it."]}), 422
    except InvalidSubmission as error:
        finish(keep=False)
        return _page(known, typed, error.errors), 422
    flash(f"The hours are kept; {cases} open {'case is' if cases == 1 else 'cases are'} reckoned anew.")
    return redirect(url_for("admin.show_calendar", key=key), 303)


def _typed() -> dict[str, str]:
    return {name: request.form.get(name, "").strip() for name in NAMES}


def _page(key: str | None, typed: dict[str, str], errors: dict[str, list[str]]) -> str:
    return render_template(
        "admin/hours.html",
        key=key,
        title=calendar_named(session(), key).title if key else "New calendar",
        typed=typed,
        errors=errors,
        labels=LABELS,
        weekdays=WEEKDAYS,
    )
