"""amends drill: show that a backup of this store can be brought back."""

from __future__ import annotations

from importlib.metadata import version

import click

from engine.audit.signing import keys_here
from engine.cli.main import FINDINGS, GOOD, say_json
from engine.cli.migrating import known_revisions
from engine.cli.opening import store_here
from engine.now import now
from engine.recovery.drill import Drill


@click.command()
@click.option("--to", "scratch", help="A scratch place; one of its own, gone afterwards, if not given.")
@click.option("--json", "as_json", is_flag=True, help="Print what was looked at as JSON.")
def drill(scratch: str | None, *, as_json: bool) -> int:
    """Back up, restore to a scratch place, look through everything there. The store goes on meanwhile.

    Exit code 0 when all is well, 1 when something is not. What was restored is removed at the end.
    """
    with store_here() as (settings, database):
        drill = Drill(
            settings=settings,
            release=version("amends"),
            known=known_revisions(),
            keys={key.id: key for key in keys_here(settings)},
            now=now,
            scratch=scratch,
        )
        looked = []
        for one in drill.run(database):
            looked.append(one)
            if not as_json:
                click.echo(f"{'ok ' if one.good else 'BAD'} {one.words}")
                for fault in one.faults:
                    click.echo(f"    {fault}")
    good = all(one.good for one in looked)
    if as_json:
        say_json({"good": good, "looked": [one.__dict__ for one in looked]})
    else:
        click.echo("The drill went well." if good else "The drill found faults.")
    return GOOD if good else FINDINGS
