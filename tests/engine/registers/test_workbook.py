"""A register as a workbook, read again from its XML."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from lxml import etree

from engine.registers import workbook
from engine.registers.workbook import write_workbook

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def written(rows: list[list[Any]], title: str = "Complaints") -> zipfile.ZipFile:
    file = io.BytesIO()
    write_workbook(file, title, ["First", "Second"], rows, ZoneInfo("Europe/Berlin"))
    return zipfile.ZipFile(file)


def cells(book: zipfile.ZipFile, sheet: int = 1) -> dict[str, tuple[str, str]]:
    """Each cell's kind (s text, n number, f formula) and content."""
    found = {}
    for cell in etree.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml")).iter(f"{SHEET}c"):
        kind = "f" if cell.find(f"{SHEET}f") is not None else cell.get("t", "n")
        found[cell.get("r")] = (kind, "".join(cell.itertext()))
    return found


def test_titles_come_first_and_values_keep_their_kind() -> None:
    book = cells(written([["words", Decimal("1.50")], [True, 7]]))

    assert (book["A1"], book["B1"]) == (("inlineStr", "First"), ("inlineStr", "Second"))
    assert (book["A2"], book["B2"]) == (("inlineStr", "words"), ("n", "1.50"))
    assert (book["A3"], book["B3"]) == (("inlineStr", "yes"), ("n", "7"))


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1+2", "@SUM(A1)", "=cmd|'/C calc'!A0", "https://example.org", "{=1}"]
)
def test_nothing_somebody_wrote_is_computed_or_linked(text: str) -> None:
    book = written([[text, None]])

    assert cells(book)["A2"] == ("inlineStr", text)
    assert b"hyperlink" not in book.read("xl/worksheets/sheet1.xml")


def test_days_and_instants_are_days_of_the_readers_zone() -> None:
    book = cells(written([["2026-03-02", "2026-07-01T23:30:00Z"]]))

    assert book["A2"] == ("n", "46083")
    assert re.fullmatch(r"46205\.0625", book["B2"][1])  # half past one, on 2 July


@pytest.mark.parametrize("value", ["2026-02-31", "0001-01-01", Decimal("1234567890.1234567")])
def test_what_a_workbook_cannot_hold_exactly_is_text(value: Any) -> None:
    assert cells(written([[value, None]]))["A2"] == ("inlineStr", str(value))


def test_lists_and_labels_read_as_in_the_csv() -> None:
    book = cells(written([[["a", {"key": "b", "label": "Billing"}], None]]))

    assert book["A2"] == ("inlineStr", "a; Billing")
    assert "B2" not in book


def test_what_is_too_long_for_a_cell_is_cut_where_one_sees_it() -> None:
    text = cells(written([["x" * 40_000, None]]))["A2"][1]

    assert len(text) == 32_767
    assert text.endswith("…")


def test_a_further_sheet_begins_where_one_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 2)

    book = written([[number, None] for number in range(5)], title="A very long title: of [this] register?")

    sheets = re.findall(r'sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
    assert len(sheets) == 3
    assert all(len(name) <= 31 for name in sheets)
    assert [cells(book, sheet)["A2"][1] for sheet in (1, 2, 3)] == ["0", "2", "4"]


def test_an_empty_register_has_its_titles() -> None:
    assert cells(written([])) == {"A1": ("inlineStr", "First"), "B1": ("inlineStr", "Second")}
