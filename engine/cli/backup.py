"""amends backup: the whole store in one file, while it is in use."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import click

from engine.cli.main import say_json
from engine.cli.opening import store_here
from engine.now import now
from engine.recovery.backup import back_up


@click.command()
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder for the file; `backups` under AMENDS_VAR if not given.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the file's name and manifest as JSON.")
def backup(folder: Path | None, *, as_json: bool) -> None:
    """Write a backup of the store. Programs that run on it go on meanwhile.

    The secret key and the signing key are not in it: keep them apart.
    """
    with store_here() as (settings, database):
        made = back_up(database, settings, folder or settings.var / "backups", now(), version("amends"))
    if as_json:
        say_json({"file": str(made.file), "manifest": made.manifest.__dict__})
        return
    rows = sum(made.manifest.rows.values())
    click.echo(f"{made.file} holds {made.manifest.rows['case']} cases, {rows} rows in all.")
