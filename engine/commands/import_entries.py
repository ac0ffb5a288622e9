"""Entries of a catalogue with their records from a file: all of them, or none where a row cannot be kept."""

from __future__ import annotations

from collections.abc import Iterable

from engine.audit.changes import changing
from engine.audit.pictures import CATALOGUE
from engine.errors import InvalidSubmission
from engine.people.access import require_administrator
from engine.registers import catalogues
from engine.registers.csv_rows import CsvRow
from engine.registers.details import attributes_of, keep_details, records
from engine.registers.entry_rows import KEY, LABEL, NO, RETIRED, YES, columns
from engine.registers.errors import CatalogueError, RowsRefused
from engine.step import Step


def import_entries(step: Step, catalogue: str, titles: tuple[str, ...], rows: Iterable[CsvRow]) -> int:
    """Keep every row of the file; how many there were. An empty cell takes away what was kept.

    Columns and entries that the file lacks are left alone. Raises NotAdministrator, CatalogueNotFound,
    CatalogueError for a column there is none of, RowsRefused with a sentence for each row: the caller's
    transaction must not be kept then.
    """
    require_administrator(step.actor)
    known = columns(attributes_of(step.session, catalogue))
    unknown = [title for title in titles if title not in known]
    if unknown or KEY not in titles:
        said = f"there is no column {unknown[0]}" if unknown else f"the file needs a column {KEY}"
        raise CatalogueError(f"{said}; known are {', '.join(known)}")
    catalogues.catalogue_row(step.session, catalogue, lock=True)
    read = list(rows)
    wrong = [f"row {one.number}: {one.problem}" for one in read if one.problem]
    good = [one for one in read if not one.problem]
    # All entries first: one may depend on another further down.
    there = {record.key: record.label for record in records(step.session, catalogue)}
    wrong += filter(None, (_entry(step, catalogue, one, there) for one in good))
    if not wrong:
        wrong += filter(None, (_record(step, catalogue, one) for one in good))
    if wrong:
        raise RowsRefused("\n".join(wrong))
    return len(good)


def _entry(step: Step, catalogue: str, one: CsvRow, there: dict[str, str]) -> str | None:
    key, label = one.cells[KEY].strip(), one.cells.get(LABEL, "").strip()
    try:
        with changing(step, CATALOGUE, catalogue, "entry imported", part=key):
            if key not in there:
                catalogues.add_entry(step.session, catalogue, key, label, step.now)
            elif label and label != there[key]:
                catalogues.relabel_entry(step.session, catalogue, key, label, step.now)
    except CatalogueError as error:
        return f"row {one.number}: {error}"
    there[key] = label or there[key]
    return None


def _record(step: Step, catalogue: str, one: CsvRow) -> str | None:
    key, retired = one.cells[KEY].strip(), one.cells.get(RETIRED, "").strip().casefold()
    if retired not in ("", YES, NO):
        return f"row {one.number}, {RETIRED}: say {YES} or {NO}"
    given = {title: cell for title, cell in one.cells.items() if title not in (KEY, LABEL, RETIRED)}
    try:
        with changing(step, CATALOGUE, catalogue, "record imported", part=key):
            keep_details(step.session, catalogue, key, given, step.now)
            if retired:
                turn = catalogues.retire_entry if retired == YES else catalogues.offer_again
                turn(step.session, catalogue, key, step.now)
    except InvalidSubmission as error:
        return "; ".join(f"row {one.number}, {name}: {' '.join(said)}" for name, said in error.errors.items())
    return None
