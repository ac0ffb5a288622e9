"""amends reset --demo: start the demo afresh."""

from __future__ import annotations

import shutil

import click

from engine.cli.migrating import empty
from engine.cli.opening import settings_here, store_here
from engine.correspondence.delivery import mail_folder


@click.command()
@click.option("--demo", is_flag=True, required=True, help="Say that it is the demo you mean.")
@click.confirmation_option(prompt="Every case, person and letter of the demo goes. Go on?")
def reset(*, demo: bool) -> None:
    """Empty the store of a demo and fill it again as at its first start."""
    settings = settings_here()
    if not (demo and settings.demo):
        raise click.UsageError("Only a demo can be reset: start it with AMENDS_DEMO=1 and say --demo.")
    with store_here() as (_, database):
        empty(database)
    shutil.rmtree(mail_folder(settings), ignore_errors=True)
    with store_here(click.echo):
        pass
    click.echo("The demo begins afresh.")
