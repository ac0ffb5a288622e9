"""amends figures: what was counted of each day, and counting it again."""

from __future__ import annotations

from datetime import datetime, timedelta

import click

from engine.cli.main import say_json
from engine.cli.opening import store_here
from engine.cli.operating import step_at_shell
from engine.commands.keep_customers import keep_customers
from engine.figures import rolling
from engine.figures.customers import customers as kept_customers
from engine.figures.queries import summed_figures
from engine.work.travel import present


@click.group()
def figures() -> None:
    """Show the figures of the last days, count all of them again, keep numbers of customers."""


@figures.command()
@click.option("--days", default=30, show_default=True, type=click.IntRange(min=1), help="How many days back.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def show(*, days: int, as_json: bool) -> None:
    """Say how often what happened in each process over the last days, today left out."""
    with store_here() as (settings, database), database.read() as session:
        today = present(session, settings).astimezone(rolling.zone_of_days(session)).date()
        until = rolling.counted_until(session)
        found = summed_figures(session, today - timedelta(days=days), today - timedelta(days=1))
    if as_json:
        processes = {one.process: {**one.values, "days_to_end": one.days_to_end} for one in found}
        say_json({"counted_until": until, "days": days, "processes": processes})
        return
    click.echo(f"Counted until {until}." if until else "No day was counted yet.")
    for one in found:
        told = ", ".join(f"{value} {measure.replace('_', ' ')}" for measure, value in one.values.items())
        click.echo(f"{one.process}: {told}")


@figures.command()
def rebuild() -> None:
    """Count every day again from the timelines."""
    with store_here() as (settings, database), database.write() as session:
        days = rolling.rebuild(session, present(session, settings))
    click.echo(f"{days} {'day was' if days == 1 else 'days were'} counted.")


@figures.command()
@click.argument("number", required=False, type=click.IntRange(min=1))
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="The day from which it goes; today.")
def customers(*, number: int | None, first: datetime | None) -> None:
    """Keep the NUMBER of customers, for rates per 1,000 of them; without it say what is kept."""
    with store_here() as (settings, database), database.write() as session:
        if number is not None:
            step = step_at_shell(session, settings)
            today = step.now.astimezone(rolling.zone_of_days(session)).date()
            keep_customers(step, first.date() if first else today, number)
        known = kept_customers(session)
    for day, kept in known.items():
        click.echo(f"From {day}: {kept:,} customers")
    if not known:
        click.echo("No number of customers is kept.")
