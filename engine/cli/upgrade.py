"""amends upgrade: move the store to this release."""

from __future__ import annotations

import click

from engine.cli.opening import store_here


@click.command()
def upgrade() -> None:
    """Create or migrate the store and put in what this release ships; owners' work stays live."""
    with store_here(click.echo):
        click.echo("The store is up to date.")
