"""amends demo: tell the demo's stories into its store."""

from __future__ import annotations

import click

from engine.cli.opening import store_here
from engine.cli.presence import alone_on
from engine.library.source import shipped_root
from engine.scenarios.demo import DemoToldAlready, tell_demo
from engine.work.travel import present


@click.command("demo")
def demo() -> None:
    """Fill the store of a demo with finished cases: five like complaints, and what became of them.

    Begun thirty weeks ago and over today; told once, before anybody else has cases there, and while nobody
    serves the store: a program that lives in the present would do tomorrow's work of a story at once.
    """
    with store_here(click.echo) as (settings, database):
        if not settings.demo:
            raise click.UsageError("Only a demo is filled: start it with AMENDS_DEMO=1.")
        with database.read() as session:
            now = present(session, settings)
        try:
            with alone_on(database):
                for title in tell_demo(database, settings, shipped_root(), now):
                    click.echo(f"The demo tells: {title}.")
        except DemoToldAlready:
            click.echo("The demo has its stories already.")
