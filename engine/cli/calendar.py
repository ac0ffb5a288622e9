"""amends calendar: business calendars, their hours and holidays."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

import click

from engine.cli.main import say_json
from engine.cli.opening import store_here
from engine.cli.operating import step_at_shell
from engine.clocks import calendars
from engine.clocks.calendars import ALWAYS, WEEKDAYS
from engine.commands.change_calendar import close_day, keep_calendar, open_day
from engine.worktime.amount import read_amount
from engine.worktime.calendar import MIDNIGHT, Calendar
from engine.worktime.reckoning import reckon

DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def calendar() -> None:
    """Look at business calendars and keep them."""


@calendar.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
def list_(*, as_json: bool) -> None:
    """Every calendar with its zone and hours."""
    with store_here() as (_, database), database.read() as session:
        known = [_plain(one) for one in calendars.calendars(session).values()]
    if as_json:
        say_json(known)
        return
    for one in known:
        click.echo(f"{one['key']}: {one['title']}, {one['zone']}")
        for day, periods in one["week"].items():
            click.echo(f"  {day:<10} {', '.join(periods)}")


@calendar.command()
@click.argument("key")
@click.option("--year", type=int, help="Only the holidays of this year.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def show(key: str, *, year: int | None, as_json: bool) -> None:
    """One calendar with its holidays."""
    with store_here() as (_, database), database.read() as session:
        one = calendars.calendar_named(session, key)
    days = {day: title for day, title in sorted(one.holidays.items()) if year in (None, day.year)}
    if as_json:
        say_json({**_plain(one), "holidays": {str(day): title for day, title in days.items()}})
        return
    click.echo(f"{one.key}: {one.title}, {one.zone}")
    for day, title in days.items():
        click.echo(f"  {day:%a %Y-%m-%d} {title}")


@calendar.command()
@click.argument("key")
@click.option("--title", required=True)
@click.option("--zone", required=True, help="Such as Europe/London.")
@click.option(
    "--hours", multiple=True, metavar="DAY=PERIODS", help="monday=09:00-12:30,13:30-17:00; again for others."
)
@click.option("--always", is_flag=True, help="Every hour of every day, instead of hours.")
@click.option("--country", help="ISO code of the country whose public holidays are filled in.")
@click.option("--subdivision", help="Part of that country, such as ENG.")
def save(
    key: str,
    *,
    title: str,
    zone: str,
    hours: tuple[str, ...],
    always: bool,
    country: str | None,
    subdivision: str | None,
) -> None:
    """Create the calendar KEY or change it; open cases are reckoned anew."""
    if always == bool(hours):
        raise click.UsageError("Say either --hours for each working day, or --always.")
    week: Any = ALWAYS if always else dict(_hours(entry) for entry in hours)
    with store_here() as (settings, database), database.write() as session:
        keep_calendar(
            step_at_shell(session, settings),
            key,
            title=title,
            zone=zone,
            week=week,
            country=country,
            subdivision=subdivision,
        )
    click.echo(f"{title} is kept.")


@calendar.command()
@click.argument("key")
@click.argument("day", type=DAY)
@click.argument("title")
def close(key: str, day: datetime, title: str) -> None:
    """Make DAY a holiday of the calendar KEY."""
    with store_here() as (settings, database), database.write() as session:
        close_day(step_at_shell(session, settings), key, day.date(), title)
    click.echo(f"{day:%a %Y-%m-%d} is a holiday: {title}.")


@calendar.command("open")
@click.argument("key")
@click.argument("day", type=DAY)
def open_(key: str, day: datetime) -> None:
    """Make a holiday of the calendar KEY a working day again."""
    with store_here() as (settings, database), database.write() as session:
        open_day(step_at_shell(session, settings), key, day.date())
    click.echo(f"{day:%a %Y-%m-%d} is no holiday any more.")


@calendar.command("reckon")
@click.argument("key")
@click.argument("start", type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M%z"]))
@click.argument("amount")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def reckon_(key: str, start: datetime, amount: str, *, as_json: bool) -> None:
    """When AMOUNT ("20 working days") from START (2026-03-02T10:15+00:00) is over, and why."""
    with store_here() as (_, database), database.read() as session:
        reckoning = reckon(start.astimezone(UTC), read_amount(amount), calendars.calendar_named(session, key))
    if as_json:
        say_json({"due": reckoning.due.isoformat(), "words": reckoning.words})
    else:
        click.echo(reckoning.words)


def _hours(entry: str) -> tuple[str, list[str]]:
    day, _, periods = entry.partition("=")
    if day not in WEEKDAYS or not periods:
        raise click.UsageError(f"--hours {entry}: write monday=09:00-12:30,13:30-17:00")
    return day, [period.strip() for period in periods.split(",")]


def _plain(one: Calendar) -> dict[str, Any]:
    week = {
        WEEKDAYS[day]: [f"{opens:%H:%M}-{_end(closes)}" for opens, closes in periods]
        for day, periods in sorted(one.week.items())
    }
    return {"key": one.key, "title": one.title, "zone": one.zone, "week": week}


def _end(closes: time) -> str:
    return "24:00" if closes == MIDNIGHT else f"{closes:%H:%M}"
