"""amends restore: a backup comes back, at a new place and with its mail paused."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import click

from engine.cli.migrating import known_revisions
from engine.cli.opening import settings_here
from engine.now import now
from engine.recovery.manifest import fingerprint
from engine.recovery.restore import place
from engine.recovery.restore import restore as bring_back


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--to", required=True, help="A new SQLite file, or the URL of a new PostgreSQL database.")
def restore(file: Path, to: str) -> None:
    """Restore the backup FILE to a place that is empty or not there yet.

    Outgoing mail is paused there until `amends mail release`.
    """
    settings = settings_here()
    restored = bring_back(file, place(to), now(), version("amends"), known_revisions())
    manifest = restored.manifest
    address = restored.url.render_as_string(hide_password=True)
    click.echo(f"{manifest.rows['case']} cases of {manifest.made} are back at {address}.")
    click.echo(f"Serve them with AMENDS_DATABASE_URL set to it. This was restore number {restored.epoch}.")
    click.echo("Mail is paused there: look first, then let it leave with `amends mail release`.")
    if manifest.secret_key != fingerprint(settings.secret_key):
        click.echo(
            "Customers cannot track these cases yet: their secrets come from another key than the one here."
            " Put the old secret_key under AMENDS_VAR, or AMENDS_SECRET_KEY, before you serve.",
            err=True,
        )
