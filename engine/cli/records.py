"""amends records: what is over its time, holds, erasure, certificates, and rewriting the store afterwards."""

from __future__ import annotations

from pathlib import Path

import click

from engine.cases.models import OPEN
from engine.cases.queries import case_id_of
from engine.cli.main import say_json
from engine.cli.opening import store_here
from engine.cli.operating import step_at_shell
from engine.commands.dispose_of_records import MOST
from engine.commands.erase_case import erase_case
from engine.commands.lift_hold import lift_hold
from engine.commands.set_hold import set_hold
from engine.records.certificates import as_file, certificate
from engine.records.compacting import compact
from engine.records.holds import standing_holds
from engine.records.queries import Outlook, due_lines, outlook

FILE = click.Path(dir_okay=False, path_type=Path)
REASON = click.option("--reason", required=True, help="Why; it stays for ever, so name no customer.")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


@click.group()
def records() -> None:
    """Keep, hold, erase: what happens to cases after their time, and on request."""


@records.command()
@AS_JSON
def due(*, as_json: bool) -> None:
    """List the cases that are over their keeping time, at most a hundred, with what holds them."""
    with store_here() as (settings, database), database.read() as session:
        lines = due_lines(session, step_at_shell(session, settings).now, MOST)
    if as_json:
        say_json(
            [
                {
                    "reference": line.case.reference,
                    "class": line.case.kept_as.key,
                    "ended": line.case.ended_at,
                    "due": line.case.due_at,
                    "held_by": [hold.owner for hold in line.holds],
                }
                for line in lines
            ]
        )
        return
    for line in lines:
        held = f"  held by {', '.join(hold.owner for hold in line.holds)}" if line.holds else ""
        kept = f"{line.case.kept_as.title}, until {line.case.due_at:%Y-%m-%d}"
        click.echo(f"{line.case.reference}  {kept}{held}")
    click.echo("Dispose of them on the page Administration, Records." if lines else "Nothing is due.")


@records.command()
@click.argument("references", nargs=-1, required=True)
@REASON
@click.option("--yes", is_flag=True, help="Do not ask again.")
def erase(references: tuple[str, ...], reason: str, *, yes: bool) -> None:
    """Erase the contents of the ended cases REFERENCES for good, each with a certificate of its own."""
    with store_here() as (settings, database):
        with database.read() as session:
            for reference in references:
                _tell(outlook(session, reference))
        if not yes:
            click.confirm("This cannot be undone. Erase?", abort=True)
        for reference in references:
            with database.write() as session:
                made = erase_case(step_at_shell(session, settings), case_id_of(session, reference), reason)
            click.echo(f"{reference} is erased, certificate {made}.")
    click.echo("Run `amends records compact` to have it leave the store's files too.")


@records.command(name="compact")
def compact_store() -> None:
    """Rewrite the store's files, so that what was erased lies in no unused part of them; others wait."""
    with store_here() as (_, database):
        compact(database)
    click.echo("The store is rewritten. Backups from before still hold what was erased.")


@records.command()
@click.argument("reference")
@REASON
def hold(reference: str, reason: str) -> None:
    """Set a legal hold on the case REFERENCE; nothing of it is disposed of until it is lifted."""
    with store_here() as (settings, database), database.write() as session:
        made = set_hold(step_at_shell(session, settings), case_id_of(session, reference), reason)
    click.echo(f"{reference} is held: {made}")


@records.command()
@click.argument("hold_id")
@REASON
def lift(hold_id: str, reason: str) -> None:
    """Lift the hold HOLD_ID; `amends records holds` lists those that stand."""
    with store_here() as (settings, database), database.write() as session:
        lift_hold(step_at_shell(session, settings), hold_id, reason)
    click.echo("The hold is lifted.")


@records.command()
@AS_JSON
def holds(*, as_json: bool) -> None:
    """List the legal holds that stand, the oldest first, with whose they are."""
    with store_here() as (_, database), database.read() as session:
        found = standing_holds(session, limit=10_000)
    if as_json:
        say_json([one.__dict__ for one in found])
        return
    for one in found:
        click.echo(f"{one.id}  {one.reference}  {one.owner}, {one.set_at:%Y-%m-%d}: {one.reason}")
    if not found:
        click.echo("No case is held.")


@records.command(name="certificate")
@click.argument("certificate_id")
@click.option("--to", "target", type=FILE, help="Where it is written; certificate-ID.json without it.")
def export_certificate(certificate_id: str, target: Path | None) -> None:
    """Write the certificate CERTIFICATE_ID into a file, to be kept elsewhere."""
    with store_here() as (_, database), database.read() as session:
        content = as_file(certificate(session, certificate_id))
    file = target or Path(f"certificate-{certificate_id}.json")
    file.write_bytes(content)
    click.echo(f"{file} is written.")


def _tell(one: Outlook) -> None:
    if one.refusal:
        raise click.ClickException(one.refusal)
    with_it = f", with {', '.join(one.merged)}" if one.merged else ""
    click.echo(
        f"{one.reference}{with_it}: {one.answers} answers, {one.entries} contents of the timeline, "
        f"{one.letters} letters and {one.files} files go. "
        f"Of the file stays: {', '.join(one.stays) or 'nothing'}."
    )
    if one.linked:
        click.echo("  Linked cases may hold copies, and are erased each by itself:")
    for other in one.linked:
        later = ", once it has ended" if other.state == OPEN else ""
        click.echo(f"    {other.reference} ({other.title}, {other.state}{later}): {other.values}")
