"""amends migrate: have the running cases of a process go on by another version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.bpmn.migrating.faults import CannotMigrate, Fault
from engine.cases.errors import CaseNotFound
from engine.cases.locking import locked_case
from engine.cases.merging import leading_case
from engine.cli.main import FINDINGS, GOOD, say_json
from engine.cli.opening import store_here
from engine.cli.operating import step_at_shell
from engine.commands.advance.prospects import Prospect, prospects, read_mapping
from engine.commands.migrate_case import migrate
from engine.database import Database
from engine.errors import Conflict
from engine.library.errors import VersionNotFound
from engine.library.live import live_version, package_of
from engine.library.models import ProcessVersion
from engine.settings import Settings


@click.command("migrate")
@click.argument("process")
@click.option(
    "--to", "number", type=click.IntRange(min=1), help="Number of the version; the live one otherwise."
)
@click.option(
    "--case", "references", multiple=True, metavar="REFERENCE", help="Only this case; may be repeated."
)
@click.option(
    "--map", "lines", multiple=True, metavar="OLD=NEW", help="An element that has another id there."
)
@click.option("--reason", help="Why; stands on the timeline of each case. Without it nothing is changed.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def migrate_(
    process: str,
    *,
    number: int | None,
    references: tuple[str, ...],
    lines: tuple[str, ...],
    reason: str | None,
    as_json: bool,
) -> int:
    """Have the open cases of PROCESS on other versions go on by one version, each in its own transaction.

    Without --reason it only says what would become of them. Ends with 1 where a case has to stay.
    """
    mapping = read_mapping("\n".join(lines))
    with store_here() as (settings, database):
        with database.read() as session:
            version = _version(session, process, number)
            only = _chosen(session, references)
            step, package = step_at_shell(session, settings), package_of(session, version)
            found = prospects(step, package, mapping, only=only or None, most=None)
            _require_all(only, found)
        if reason is not None:
            found = [
                one if one.faults else migrated(database, settings, one, version, mapping, reason)
                for one in found
            ]
    _tell(found, done=reason is not None, as_json=as_json)
    return FINDINGS if any(one.faults for one in found) else GOOD


def _version(session: Session, process: str, number: int | None) -> str:
    if number is None:
        return live_version(session, process)
    version = session.scalar(
        select(ProcessVersion.hash).where(ProcessVersion.process == process, ProcessVersion.number == number)
    )
    if version is None:
        raise VersionNotFound(f"{process} {number}")
    return version


def _chosen(session: Session, references: tuple[str, ...]) -> dict[int, str]:
    """The cases that were named, by id; a merged one is the case it leads to."""
    chosen = {}
    for reference in references:
        case = leading_case(session, reference)
        if case is None:
            raise CaseNotFound(reference)
        chosen[case.id] = case.reference
    return chosen


def _require_all(chosen: Mapping[int, str], found: list[Prospect]) -> None:
    there = {one.case_id for one in found}
    for case_id, reference in chosen.items():
        if case_id not in there:
            raise click.UsageError(f"{reference} is over, of another process, or on that version already.")


def migrated(
    database: Database,
    settings: Settings,
    one: Prospect,
    version: str,
    mapping: Mapping[str, str],
    reason: str,
) -> Prospect:
    """What became of it: one that moved on since it was looked at may have to stay, and keeps nobody else."""
    try:
        with database.write() as session:
            migrate(
                step_at_shell(session, settings), locked_case(session, one.case_id), version, mapping, reason
            )
    except CannotMigrate as refusal:
        return replace(one, faults=tuple(refusal.faults))
    except Conflict as refusal:
        return replace(one, faults=(Fault(element="", code="moved-on", message=str(refusal)),))
    return one


def _tell(found: list[Prospect], *, done: bool, as_json: bool) -> None:
    if as_json:
        say_json(
            [
                {
                    "reference": one.reference,
                    "from": one.number,
                    "migrated": done and not one.faults,
                    "because": [str(fault) for fault in one.faults],
                    "promises": list(one.promises),
                }
                for one in found
            ]
        )
        return
    if not found:
        click.echo("No open case runs on another version.")
    word = "is migrated" if done else "can be migrated"
    for one in found:
        click.echo(f"{one.reference} (version {one.number}) {'stays' if one.faults else word}.")
        for said in (*one.faults, *one.promises):
            click.echo(f"  {said}")
