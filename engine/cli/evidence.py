"""amends evidence: everything about one case in a file, and checking such a file."""

from __future__ import annotations

from pathlib import Path

import click

from engine.cli.main import FINDINGS
from engine.cli.opening import store_here
from engine.commands.export_evidence import export_evidence
from engine.evidence.pack import check_pack
from engine.step import SYSTEM, Step
from engine.work.travel import present

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("reference", required=False)
@click.option("--to", "target", type=FILE, help="Where the zip is written; REFERENCE.zip without it.")
@click.option("--check", "given", type=FILE, help="Follow the chain of this evidence pack again instead.")
@click.pass_context
def evidence(context: click.Context, reference: str | None, target: Path | None, given: Path | None) -> None:
    """Write the evidence pack of the case REFERENCE, or check one."""
    if (reference is None) == (given is None):
        raise click.UsageError("Say either the reference of a case, or --check FILE.")
    if given is not None:
        _check(context, given)
        return
    with store_here() as (settings, database), database.write() as session:
        step = Step(session=session, actor=SYSTEM, now=present(session, settings), settings=settings)
        content = export_evidence(step, reference or "")
    file = target or Path(f"{reference}.zip")
    file.write_bytes(content)
    click.echo(f"{file} is written, {len(content)} bytes. It holds personal data.")


def _check(context: click.Context, file: Path) -> None:
    wrong = check_pack(file)
    for sentence in wrong:
        click.echo(sentence)
    if wrong:
        context.exit(FINDINGS)
    click.echo(f"{file} is whole, and its chain holds.")
