"""amends catalogue: the code lists that forms choose from."""

from __future__ import annotations

import click

from engine.audit.changes import changing
from engine.audit.pictures import CATALOGUE
from engine.cli.main import say_json
from engine.cli.opening import store_here
from engine.cli.operating import step_at_shell
from engine.registers import catalogues


@click.group()
def catalogue() -> None:
    """Look at catalogues and keep their entries."""


@catalogue.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def list_(*, as_json: bool) -> None:
    """Every catalogue with the entries offered now."""
    with store_here() as (_, database), database.read() as session:
        known = catalogues.catalogues(session)
    if as_json:
        say_json(known)
        return
    for key, offered in known.items():
        click.echo(f"{key}: {len(offered)} {'entry' if len(offered) == 1 else 'entries'}")


@catalogue.command()
@click.argument("key")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
def show(key: str, *, as_json: bool) -> None:
    """The entries of one catalogue, retired ones included."""
    with store_here() as (_, database), database.read() as session:
        found = [
            {"key": entry.key, "label": entry.label, "retired": entry.retired_at is not None}
            for entry in catalogues.entries(session, key)
        ]
    if as_json:
        say_json(found)
        return
    for entry in found:
        click.echo(f"{entry['key']}: {entry['label']}{' (retired)' if entry['retired'] else ''}")


@catalogue.command()
@click.argument("key")
@click.argument("title")
def save(key: str, title: str) -> None:
    """Create the catalogue KEY, or change its title."""
    with store_here() as (settings, database), database.write() as session:
        step = step_at_shell(session, settings)
        with changing(step, CATALOGUE, key, "catalogue kept"):
            catalogues.save_catalogue(session, key, title, step.now)
    click.echo(f"{title} is kept.")


@catalogue.command()
@click.argument("catalogue_key", metavar="CATALOGUE")
@click.argument("key")
@click.argument("label")
def add(catalogue_key: str, key: str, label: str) -> None:
    """Add the entry KEY to CATALOGUE, or change its label; a retired one is offered again."""
    with store_here() as (settings, database), database.write() as session:
        step = step_at_shell(session, settings)
        with changing(step, CATALOGUE, catalogue_key, "entry kept"):
            catalogues.save_entry(session, catalogue_key, key, label, step.now)
    click.echo(f"{catalogue_key} offers {label}.")


@catalogue.command()
@click.argument("catalogue_key", metavar="CATALOGUE")
@click.argument("key")
def retire(catalogue_key: str, key: str) -> None:
    """Offer the entry KEY of CATALOGUE no longer; cases that chose it keep it."""
    with store_here() as (settings, database), database.write() as session:
        step = step_at_shell(session, settings)
        with changing(step, CATALOGUE, catalogue_key, "entry retired"):
            catalogues.retire_entry(session, catalogue_key, key, step.now)
    click.echo(f"{catalogue_key} offers {key} no longer.")
