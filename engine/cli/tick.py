"""amends tick: do what is due, now or by an instant to which time then travels."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from engine.cli.main import say_json
from engine.cli.opening import store_here
from engine.commands.due import carrier, run_due, run_until
from engine.work.travel import TravelNotAllowed, present, travel_to


class Instant(click.ParamType[datetime]):
    """An ISO 8601 instant with its zone."""

    name = "instant"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Read it; anything without a zone is refused, since nobody could say when it is."""
        try:
            instant = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"'{value}' is no instant such as 2026-03-02T09:00:00Z.", param, ctx)
        if instant.tzinfo is None:
            self.fail(f"'{value}' has no zone; write 2026-03-02T09:00:00Z.", param, ctx)
        return instant.astimezone(UTC)


@click.command()
@click.option(
    "--at", type=Instant(), help="Let time travel to this instant, everything due on the way in order."
)
@click.option("--json", "as_json", is_flag=True, help="Print the number as JSON.")
def tick(at: datetime | None, *, as_json: bool) -> None:
    """Do what is due. Travelling to another time must be allowed by AMENDS_TIME_TRAVEL."""
    with store_here() as (settings, database):
        if at is not None and not settings.time_travel:
            raise TravelNotAllowed("set AMENDS_TIME_TRAVEL=1")
        if at is None:
            count = run_due(carrier(database, settings))
        else:
            with database.read() as session:
                if at < present(session, settings):
                    raise click.UsageError("Time only goes on: --at lies before the present of this store.")
            count = run_until(database, settings, at)
            with database.write() as session:
                travel_to(session, settings, at)
    if as_json:
        say_json({"done": count})
    else:
        click.echo(f"{count} {'thing was' if count == 1 else 'things were'} due.")
