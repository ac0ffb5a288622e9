"""Entries of a catalogue come with their records from a file: all of them, or none."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.audit.changes import changes
from engine.commands.import_entries import import_entries
from engine.people.errors import NotAdministrator
from engine.registers.attributes import Attribute
from engine.registers.csv_rows import csv_rows
from engine.registers.details import records
from engine.registers.entry_rows import columns, row
from engine.registers.errors import CatalogueError, CatalogueNotFound, RowsRefused
from engine.registers.export import csv_lines
from engine.step import SYSTEM, Actor, Step
from tests.engine.commands.desk import Desk
from tests.engine.registers.shelf import keep_items

ATTRIBUTES = (
    Attribute(key="owner", title="Owner"),
    Attribute(key="depends_on", title="Depends on", type="entries"),
)


@pytest.fixture
def kept(desk: Desk) -> Desk:
    """A desk with a catalogue of one item."""
    keep_items(desk, ATTRIBUTES, {"billing": {"owner": "Ada"}})
    return desk


def imported(desk: Desk, folder: Path, text: str, catalogue: str = "items", who: str | Actor = SYSTEM) -> int:
    file = folder / "items.csv"
    file.write_text(text, encoding="utf-8")

    def from_file(step: Step) -> int:
        with csv_rows(file) as (titles, rows):
            return import_entries(step, catalogue, titles, rows)

    return desk.do(who, from_file)


def kept_now(desk: Desk) -> dict[str, tuple[str, dict[str, object], bool]]:
    with desk.database.read() as session:
        return {
            one.key: (one.label, dict(one.details), one.retired_at is not None)
            for one in records(session, "items")
        }


def test_rows_are_kept_whatever_their_order_and_empty_cells_take_away(kept: Desk, tmp_path: Path) -> None:
    text = 'key,label,owner,depends_on,retired\nbilling,Bills,,"network, old",\n'
    text += "network,Network,Bo,,no\nold,Old,,,yes\n"

    assert imported(kept, tmp_path, text) == 3
    assert kept_now(kept) == {
        "billing": ("Bills", {"depends_on": ["network", "old"]}, False),
        "network": ("Network", {"owner": "Bo"}, False),
        "old": ("Old", {}, True),
    }


def test_columns_that_are_not_there_are_left_alone(kept: Desk, tmp_path: Path) -> None:
    imported(kept, tmp_path, "key,retired\nbilling,yes\n")

    assert kept_now(kept) == {"billing": ("Billing", {"owner": "Ada"}, True)}


def test_what_pages_save_reads_back_as_it_was(kept: Desk, tmp_path: Path) -> None:
    imported(kept, tmp_path, "key,label,depends_on\nnetwork,Network,billing\n")
    before = kept_now(kept)
    with kept.database.read() as session:
        text = "".join(csv_lines(columns(ATTRIBUTES), map(row, records(session, "items"))))

    imported(kept, tmp_path, text)

    assert kept_now(kept) == before


def test_every_row_that_cannot_be_kept_is_said_and_none_is_kept(kept: Desk, tmp_path: Path) -> None:
    text = "key,label,depends_on,retired\nnetwork,Network,,\nbilling,,moon,\nnetwork,,,perhaps\n"

    with pytest.raises(RowsRefused) as refused:
        imported(kept, tmp_path, text)

    assert "row 3, depends_on: There is no other entry moon in this catalogue." in str(refused.value)
    assert "row 4, retired: say yes or no" in str(refused.value)
    assert list(kept_now(kept)) == ["billing"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("key,label\ntwo words,X\n", "row 2: "),
        ("key,label\nnew,\n", "needs a label"),
        ("key,label\nnew\n", "row 2: 1 cells where 2 columns are named"),
    ],
)
def test_a_row_that_is_no_entry_is_said(kept: Desk, tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(RowsRefused, match=says):
        imported(kept, tmp_path, text)


@pytest.mark.parametrize("text", ["label\nX\n", "key,colour\nbilling,red\n"])
def test_a_file_of_other_columns_is_refused(kept: Desk, tmp_path: Path, text: str) -> None:
    with pytest.raises(CatalogueError, match="known are key, label, owner, depends_on, retired"):
        imported(kept, tmp_path, text)


def test_each_record_is_noted_and_only_administrators_import(kept: Desk, tmp_path: Path) -> None:
    imported(kept, tmp_path, "key,owner\nbilling,Bo\n")

    with kept.database.read() as session:
        (change,) = changes(session, part="billing")
    assert (change.what, change.before, change.after) == (
        "record imported",
        {"Owner": "Ada"},
        {"Owner": "Bo"},
    )
    with pytest.raises(NotAdministrator):
        imported(kept, tmp_path, "key\nbilling\n", who="ana")
    with pytest.raises(CatalogueNotFound):
        imported(kept, tmp_path, "key\nbilling\n", catalogue="moons")
