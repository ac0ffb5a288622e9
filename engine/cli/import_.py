"""amends import: cases from a CSV file by a map of the package."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from engine.cli.importing import ImportJob, Tally, import_file
from engine.cli.main import FINDINGS, GOOD, say_json
from engine.cli.opening import store_here
from engine.library.live import live_package
from engine.library.package import Package
from engine.library.yaml_reading import read_mapping
from engine.registers.errors import ImportMapError
from engine.registers.import_map import ImportMap, read_import_map
from engine.work.travel import present


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--process", "process", required=True, metavar="KEY", help="The process the cases belong to.")
@click.option("--map", "chart", required=True, metavar="MAP", help="A map file, or its name in the package.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as one JSON document.")
def import_(file: Path, *, process: str, chart: str, as_json: bool) -> int:
    """Open a case for each row of FILE (.csv or .csv.gz), once per key however often it is run.

    Received dates are kept, letters are held, clocks long past raise nothing. Ends with 1 when rows were
    refused; each is told with its number and the reason.
    """
    with store_here() as (settings, database):
        with database.read() as session:
            package, now = live_package(session, process), present(session, settings)
        job = ImportJob(file=file, process=process, chart=_chart(package, chart), now=now)
        tally = import_file(database, settings, job, _tell)
    if as_json:
        say_json(asdict(tally))
    else:
        _say(tally)
    return FINDINGS if tally.refused else GOOD


def _chart(package: Package, name: str) -> ImportMap:
    path = Path(name)
    if path.is_file():
        return read_import_map(read_mapping(path.read_bytes(), str(path)), path.name)
    if name in package.imports:
        return read_import_map(package.imports[name], name)
    known = ", ".join(sorted(package.imports)) or "none"
    raise ImportMapError(f"there is no file {name}, and the maps of {package.key} are: {known}")


def _tell(tally: Tally) -> None:
    """Progress for whoever watches: on stderr, so that the outcome can be piped."""
    click.echo(f"{tally.rows} rows read, {tally.imported} cases opened", err=True)


def _say(tally: Tally) -> None:
    for refusal in tally.refused:
        click.echo(f"row {refusal.row} (line {refusal.line}): {refusal.reason}")
    told = f"{tally.imported} imported, {tally.known} imported before, {len(tally.refused)} refused"
    click.echo(f"{tally.rows} rows: {told}")
