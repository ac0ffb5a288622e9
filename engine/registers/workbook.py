"""A register as an Excel workbook: numbers and days as such, and no cell that computes anything."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import IO, Any

import xlsxwriter

from engine.registers.export import words
from engine.registers.typed import typed

MOST_ROWS = 1_000_000  # of one sheet; Excel holds 1,048,576
LONGEST = 32_767  # characters of a cell, as Excel has it
EXACT = 15  # digits that a number of Excel keeps
FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
SAFE = {
    # Text stays text: what begins with "=" is neither computed nor a link.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "constant_memory": True,
}


def write_workbook(
    file: IO[bytes], title: str, columns: Sequence[str], rows: Iterable[Iterable[Any]], zone: tzinfo
) -> None:
    """Write the table, titles first; instants in the reader's zone, which Excel does not know of.

    What is longer than a cell may be is cut with an ellipsis. Beyond a million rows a further sheet begins.
    """
    book = xlsxwriter.Workbook(file, SAFE)
    formats = {
        "head": book.add_format({"bold": True, "bottom": 1}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "instant": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }
    sheet, number, line = None, 0, 0
    for row in rows:
        if sheet is None or line > MOST_ROWS:
            number, line = number + 1, 1
            sheet = _sheet(book, title, number, columns, formats)
        for place, value in enumerate(row):
            _cell(sheet, line, place, value, formats, zone)
        line += 1
    if sheet is None:
        _sheet(book, title, 1, columns, formats)
    book.close()


def _sheet(book: Any, title: str, number: int, columns: Sequence[str], formats: Any) -> Any:
    name = FORBIDDEN.sub(" ", title).strip()[:28] or "Register"
    sheet = book.add_worksheet(name if number == 1 else f"{name[:26]} {number}")
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(len(columns) - 1, 0), 18)
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column, formats["head"])
    return sheet


def _cell(sheet: Any, line: int, place: int, value: Any, formats: Any, zone: tzinfo) -> None:
    found = typed(value)
    if isinstance(found, datetime):
        sheet.write_datetime(line, place, found.astimezone(zone).replace(tzinfo=None), formats["instant"])
    elif isinstance(found, date) and found.year >= 1900:
        sheet.write_datetime(line, place, found, formats["day"])
    elif _is_exact(found):
        sheet.write_number(line, place, found)
    elif found is not None:
        text = words(value)
        sheet.write_string(line, place, text if len(text) <= LONGEST else text[: LONGEST - 1] + "…")


def _is_exact(value: Any) -> bool:
    """Whether a number survives Excel's arithmetic; another is written as text, digit by digit."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        return False
    return len(Decimal(value).normalize().as_tuple().digits) <= EXACT
