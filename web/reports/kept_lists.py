"""Catalogues that keep records, such as the item register: as a table, as a file, entry by entry."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from engine.audit.changes import changes
from engine.audit.pictures import CATALOGUE
from engine.cases.queries import known_references
from engine.registers.attributes import CASE
from engine.registers.details import Record, attributes_of, record_of, records
from engine.registers.entry_rows import columns, row
from engine.registers.export import csv_lines
from engine.registers.queries import catalogue_line
from web.layout import zone
from web.session import session, step

LATEST = 50  # changes shown beside the record of an entry
MARK = "\ufeff"  # tells spreadsheets that the file is UTF-8


def join(area: Blueprint) -> None:
    """Hang the pages into the area."""
    area.get("/catalogues/<key>")(show_list)
    area.get("/catalogues/<key>.csv")(show_list_csv)
    area.get("/catalogues/<key>/<entry>")(show_entry)


def show_list(key: str) -> str:
    """Every entry of a catalogue with what is kept of it."""
    found = records(session(), key)
    return render_template(
        "reports/kept_list.html",
        catalogue=catalogue_line(session(), key),
        attributes=attributes_of(session(), key),
        records=found,
        cases=_cases(found),
    )


def show_list_csv(key: str) -> Response:
    """The same as a file that `amends catalogue import` reads."""
    found = records(session(), key)
    lines = csv_lines(columns(attributes_of(session(), key)), map(row, found))
    response = Response(MARK + "".join(lines), content_type="text/csv; charset=utf-8")
    name = f"{key}-{step().now.astimezone(zone()):%Y-%m-%d}.csv"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def show_entry(key: str, entry: str) -> str:
    """The record of one entry, what needs it, and who changed what of it, through which case."""
    record = record_of(session(), key, entry)
    return render_template(
        "reports/kept_entry.html",
        catalogue=catalogue_line(session(), key),
        record=record,
        cases=_cases((record,)),
        changes=changes(session(), kind=CATALOGUE, subject=key, part=entry, limit=LATEST),
    )


def _cases(found: tuple[Record, ...]) -> frozenset[str]:
    """The references among the values that lead to a case here; older ones may come from another system."""
    said = [one.details.get(kept.key) for one in found for kept in one.attributes if kept.type == CASE]
    return known_references(session(), filter(None, said))
