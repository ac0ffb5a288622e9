"""amends audit: prove that no timeline was changed, or name the entry that was."""

from __future__ import annotations

from pathlib import Path

import click

from engine.audit.epoch import restore_epoch
from engine.audit.export import Export, write_export
from engine.audit.heads import Head, last_head, sign_head
from engine.audit.signing import PublicKey, keys_here, read_public_key, signing_key
from engine.audit.verifying import Report, verify_export, verify_store
from engine.cases.queries import case_id_of
from engine.cli.main import FINDINGS, GOOD, say_json
from engine.cli.opening import settings_here, store_here
from engine.work.travel import present

FILE = click.Path(dir_okay=False, path_type=Path)
KEYS = click.option(
    "--key", "keys", multiple=True, type=FILE, help="A public key (PEM) to trust; may be given several times."
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


@click.group()
def audit() -> None:
    """Sign, export and verify the timelines of all cases."""


@audit.command()
@AS_JSON
def head(*, as_json: bool) -> None:
    """Sign where all timelines stand now; refused if any of them is not what was signed before."""
    with store_here() as (settings, database):
        with database.read() as session:
            now = present(session, settings)
        signed = sign_head(database, signing_key(settings), now)
        with database.read() as session:
            found = signed or last_head(session)
    if as_json:
        say_json({"signed": signed is not None, "head": _plain(found) if found else None})
    elif signed is None:
        click.echo(f"Nothing has changed since head {found.number}." if found else "There is no case yet.")
    else:
        click.echo(f"Head {signed.number} over {signed.size} cases is signed: {signed.root}")


@audit.command()
@click.argument("file", type=FILE)
@click.option("--entries", is_flag=True, help="Put every entry in too: who, when and what, nothing personal.")
def export(file: Path, *, entries: bool) -> None:
    """Write the signed heads and where every case stands into FILE, to be kept on another machine."""
    with store_here() as (settings, database):
        with database.read() as session:
            now = present(session, settings)
        sign_head(database, signing_key(settings), now)
        with database.read() as session:
            write_export(session, file, entries=entries)
    click.echo(f"{file} is written. Keep it, and the public key, where nobody can change them from here.")


@audit.command()
def key() -> None:
    """Print the public key, with which anybody can check what was exported."""
    click.echo(signing_key(settings_here()).public.pem(), nl=False)


@audit.command()
@click.argument("file", type=FILE)
@KEYS
@click.option("--former", type=FILE, help="An export of earlier, which this one must continue.")
@AS_JSON
def check(file: Path, keys: tuple[Path, ...], former: Path | None, *, as_json: bool) -> int:
    """Check the exported FILE with the public key alone; no store is needed."""
    if not keys:
        raise click.UsageError(
            "Say with --key FILE which public key to trust (`amends audit key` prints it)."
        )
    trusted = _by_id([read_public_key(one) for one in keys])
    return _say(verify_export(Export(file), trusted, former=Export(former) if former else None), as_json)


@audit.command()
@KEYS
@click.option("--against", type=FILE, help="An export of earlier, which the store must continue.")
@click.option("--case", "reference", help="Only this case; heads are checked as well.")
@AS_JSON
def verify(keys: tuple[Path, ...], against: Path | None, reference: str | None, *, as_json: bool) -> int:
    """Verify all timelines of the store; exit 1 and a line for each case that is not as it was written."""
    with store_here() as (settings, database):
        trusted = [*keys_here(settings), *(read_public_key(one) for one in keys)]
        told = Export(against) if against else None
        with database.read() as session:
            only = case_id_of(session, reference) if reference else None
            epoch = restore_epoch(session)
        with database.read() as session:
            report = verify_store(session, _by_id(trusted), against=told, only=only)
    return _say(report, as_json, epoch)


def _by_id(keys: list[PublicKey]) -> dict[str, PublicKey]:
    return {one.id: one for one in keys}


def _say(report: Report, as_json: bool, epoch: int = 0) -> int:
    code = FINDINGS if report.found else GOOD
    if as_json:
        say_json(
            {
                "cases": report.cases,
                "entries": report.entries,
                "heads": report.heads,
                "unsigned": report.unsigned,
                "restores": epoch,
                "found": report.found,
                "faults": [fault.__dict__ for fault in report.faults],
            }
        )
        return code
    for fault in report.faults:
        click.echo(str(fault))
    if report.found > len(report.faults):
        click.echo(f"... and {report.found - len(report.faults)} more.")
    click.echo(
        f"{report.cases} cases, {report.entries} entries, {report.heads} signed heads: "
        + (f"{report.found} found wrong." if report.found else "all as they were written.")
    )
    if report.unsigned:
        click.echo(f"{report.unsigned} of them changed after the last head and are not signed yet.")
    return code


def _plain(found: Head) -> dict[str, object]:
    return {name: value for name, value in found.__dict__.items() if name != "statement"}
