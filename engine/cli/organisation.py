"""amends organisation: fold the groups of the processes into the few people there are."""

from __future__ import annotations

import click

from engine.cli.main import say_json
from engine.cli.opening import store_here
from engine.library.source import shipped_root
from engine.people import organisation as organisations


@click.group()
def organisation() -> None:
    """Look at organisation profiles and put one into force."""


@organisation.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
def list_(*, as_json: bool) -> None:
    """Every profile with its seats."""
    known = organisations.read_organisations(shipped_root()).values()
    if as_json:
        say_json(
            [
                {
                    "key": one.key,
                    "title": one.title,
                    "purpose": one.purpose,
                    "seats": {key: seat.title for key, seat in one.seats.items()},
                }
                for one in known
            ]
        )
        return
    for one in known:
        click.echo(f"{one.key}: {one.title}\n  {one.purpose}")
        for key, seat in one.seats.items():
            click.echo(f"  {key:<12} {seat.title}")


@organisation.command()
@click.argument("key")
@click.argument("seats", nargs=-1, metavar="SEAT=LOGIN...")
@click.option(
    "--outside", multiple=True, metavar="LOGIN", help="Who is asked when nobody inside may do a task."
)
def fold(key: str, seats: tuple[str, ...], outside: tuple[str, ...]) -> None:
    """Let people work in the groups of their seats, as the profile KEY says: desk=ana expert=ben head=clara.

    Four eyes stay in force. A task that nobody inside may do any more is offered to those outside.
    """
    people = {}
    for entry in seats:
        seat, given, login = entry.partition("=")
        if not given:
            raise click.UsageError(f"{entry}: write desk=ana")
        people[seat.strip()] = login.strip()
    profile = organisations.organisation_named(shipped_root(), key)
    with store_here() as (_, database), database.write() as session:
        folded = organisations.fold(session, profile, people, outside)
    click.echo(
        f"{folded} {'group is' if folded == 1 else 'groups are'} folded into {len(profile.seats)} people."
    )
