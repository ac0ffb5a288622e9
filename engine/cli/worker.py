"""amends worker: background work only, for several processes or machines."""

from __future__ import annotations

import logging
import os

import click
from sqlalchemy.engine import make_url

from engine.cli.opening import open_store, settings_here
from engine.cli.presence import on_duty
from engine.commands.due import carrier
from engine.scheduler.long_life import settle_in
from engine.scheduler.worker import Worker


@click.command()
@click.option(
    "--threads",
    type=click.IntRange(1, 64),
    default=min(4, 2 * (os.cpu_count() or 2)),
    show_default=True,
    help="How many things may be done at the same time.",
)
def worker(threads: int) -> None:
    """Do background work and serve no pages; start as many as you like. Needs PostgreSQL.

    SIGTERM stops it when what runs is finished.
    """
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    settings = settings_here()
    if make_url(settings.database_url).get_backend_name() == "sqlite":
        raise click.UsageError(
            "SQLite is worked by `amends serve` alone; for workers set AMENDS_DATABASE_URL to a PostgreSQL."
        )
    database = open_store(settings, click.echo)
    try:
        hands = carrier(database, settings)
        settle_in()
        with on_duty(database):
            Worker(hands, threads=threads).run(lambda: click.echo("Amends works. Stop with Ctrl-C."))
        click.echo("Stopped; what had begun is finished.")
    finally:
        database.dispose()
