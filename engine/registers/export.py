"""A register as CSV that a spreadsheet opens without running anything."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_lines(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """The table as CSV text, line by line, titles first."""
    yield _line(columns)
    for row in rows:
        yield _line(row)


def cell(value: Any) -> str:
    """A JSON-plain value as a cell. Text that a spreadsheet would take for a formula gets an apostrophe."""
    text = words(value)
    if isinstance(value, Decimal | int):
        return text  # a number below nothing begins with a minus and is no formula
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def words(value: Any) -> str:
    """A JSON-plain value as text: labels of catalogue entries, lists with semicolons."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Mapping):
        named = value.get("label", value.get("name"))
        return (
            str(named)
            if named is not None
            else "; ".join(f"{key}: {words(part)}" for key, part in value.items())
        )
    if isinstance(value, list | tuple):
        return "; ".join(words(part) for part in value)
    return str(value)


def _line(values: Iterable[Any]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([cell(value) for value in values])
    return line.getvalue()
