"""Cases from a file of records: chunk by chunk, a row that cannot be is told and hinders no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from engine.clocks.calendars import calendars
from engine.commands.import_case import import_case
from engine.database import Database
from engine.errors import AmendsError
from engine.feel.surroundings import Surroundings
from engine.registers.csv_rows import CsvRow, csv_rows
from engine.registers.errors import ImportMapError, RowRefused
from engine.registers.import_map import ImportMap, record_of
from engine.settings import Settings
from engine.step import SYSTEM, Step

CHUNK = 50  # rows in one transaction: others get their turn in between


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A row that was not imported, as a spreadsheet and as an editor number it."""

    row: int
    line: int
    reason: str


@dataclass(kw_only=True)
class Tally:
    """What an import did so far."""

    rows: int = 0
    imported: int = 0
    known: int = 0  # imported before, by their key
    refused: list[Refusal] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class ImportJob:
    """What is imported, by which map, into which process, and when."""

    file: Path
    process: str
    chart: ImportMap
    now: datetime


def import_file(
    database: Database, settings: Settings, job: ImportJob, tell: Callable[[Tally], None]
) -> Tally:
    """Open a case for each row; `tell` hears after each chunk.

    Raises ImportFileError and ImportMapError before anything is imported, and when the file breaks off; what
    was imported by then stays, and running again goes on from there.
    """
    tally = Tally()
    with csv_rows(job.file) as (titles, rows):
        missing = sorted(job.chart.columns - set(titles))
        if missing:
            raise ImportMapError(f"{job.file.name} has no column {', '.join(map(repr, missing))}")
        while chunk := list(islice(rows, CHUNK)):
            with database.write() as session:
                step = Step(session=session, actor=SYSTEM, now=job.now, settings=settings)
                for row in chunk:
                    _import_row(step, job, row, tally)
            tell(tally)
    return tally


def _import_row(step: Step, job: ImportJob, row: CsvRow, tally: Tally) -> None:
    tally.rows += 1
    try:
        # a savepoint each: a row refused halfway leaves nothing behind and the others stand
        with step.session.begin_nested():
            opened = _open(step, job, row)
    except AmendsError as error:
        reason = "; ".join(_reasons(error))
        tally.refused.append(Refusal(row=row.number, line=row.line, reason=reason))
        return
    if opened:
        tally.imported += 1
    else:
        tally.known += 1


def _open(step: Step, job: ImportJob, row: CsvRow) -> bool:
    """Whether a case was opened; False for a record that was imported before."""
    if row.problem is not None:
        raise RowRefused(row.problem)
    around = Surroundings(now=step.now, calendars=calendars(step.session))
    record = record_of(row.cells, job.chart, around)
    opened = import_case(
        step,
        job.process,
        external_key=record.key,
        received_at=record.received_at,
        variables=record.variables,
        start=job.chart.start,
    )
    return opened is not None


def _reasons(error: AmendsError) -> Iterator[str]:
    """What is wrong with the row itself: the general sentence before it says nothing more."""
    if isinstance(error, RowRefused):
        yield from map(str, error.args)
    else:
        yield str(error)
