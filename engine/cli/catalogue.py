"""amends catalogue: the code lists that forms choose from."""

from __future__ import annotations

from pathlib import Path

import click

from engine.audit.changes import changing
from engine.audit.pictures import CATALOGUE
from engine.cli.main import say_json
from engine.cli.opening import store_here
from engine.cli.operating import step_at_shell
from engine.commands.import_entries import import_entries
from engine.registers import catalogues
from engine.registers.csv_rows import csv_rows


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
            {
                "key": entry.key,
                "label": entry.label,
                "retired": entry.retired_at is not None,
                **({"details": entry.details} if entry.details else {}),
            }
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


@catalogue.command("import")
@click.argument("catalogue_key", metavar="CATALOGUE")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(catalogue_key: str, file: Path) -> None:
    """Keep the entries of FILE (.csv) with their records, all or none; the pages save such a file.

    It has a column `key`, and what it has of label, the catalogue's attributes and retired (yes, no). A new
    entry needs a label. An empty cell takes away what was kept, a column that is missing leaves it.
    """
    with store_here() as (settings, database), database.write() as session, csv_rows(file) as (titles, rows):
        count = import_entries(step_at_shell(session, settings), catalogue_key, titles, rows)
    click.echo(f"{count} {'entry' if count == 1 else 'entries'} of {catalogue_key} kept.")
