"""amends profile: the norm times that processes go by."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

import click

from engine.cli.main import say_json
from engine.cli.opening import store_here
from engine.cli.operating import step_at_shell
from engine.clocks import profiles
from engine.commands.save_profile import save_profile

NOTHING = "-"


@click.group()
def profile() -> None:
    """Look at norm profiles and keep their times."""


@profile.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
def list_(*, as_json: bool) -> None:
    """Every profile with its source."""
    with store_here() as (_, database), database.read() as session:
        known = list(profiles.profiles(session).values())
    if as_json:
        say_json([_plain(one) for one in known])
        return
    for one in known:
        click.echo(f"{one.key}: {one.title} ({one.source})")


@profile.command()
@click.argument("key")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def show(key: str, *, as_json: bool) -> None:
    """The times of one profile."""
    with store_here() as (_, database), database.read() as session:
        one = profiles.profile_named(session, key)
    if as_json:
        say_json(_plain(one))
        return
    click.echo(f"{one.key}: {one.title}\n{one.source}")
    for name, value in one.values.items():
        click.echo(f"  {name:<24} {NOTHING if value is None else value}")


@profile.command("set")
@click.argument("key")
@click.argument("values", nargs=-1, metavar="NAME=TIME...")
@click.option("--title", help="What people call it; needed for a new one.")
@click.option("--source", help="Where the times come from.")
def set_(key: str, *, values: tuple[str, ...], title: str | None, source: str | None) -> None:
    """Change times of the profile KEY (answer="15 working days"; answer=- for none), or make a new one."""
    with store_here() as (settings, database), database.write() as session:
        known = profiles.profiles(session).get(key)
        if known is None and not title:
            raise click.UsageError(f"There is no profile {key}; say --title to make it.")
        changed = save_profile(
            step_at_shell(session, settings),
            key,
            title or (known.title if known else ""),
            source if source is not None else (known.source if known else ""),
            {**(known.values if known else {}), **dict(_value(entry) for entry in values)},
        )
    click.echo(f"{key} is kept; {changed} open {'case is' if changed == 1 else 'cases are'} reckoned again.")


def _value(entry: str) -> tuple[str, Any]:
    name, given, text = entry.partition("=")
    if not given or not name.strip():
        raise click.UsageError(f'{entry}: write answer="20 working days"')
    text = text.strip()
    if text in ("", NOTHING):
        return name.strip(), None
    try:
        return name.strip(), Decimal(text)
    except InvalidOperation:
        return name.strip(), text


def _plain(one: profiles.Profile) -> dict[str, Any]:
    return {"key": one.key, "title": one.title, "source": one.source, "values": dict(one.values)}
