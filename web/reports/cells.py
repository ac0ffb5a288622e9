"""How a value of a register stands on a page: words, an instant in the reader's zone, a day, a link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from engine.forms.prose import in_words
from engine.registers.table import RegisterLine
from engine.registers.typed import typed


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One value of one case. `kind` is words, number, instant, day or case (a link to it)."""

    kind: str
    value: str | datetime | date


def row(line: RegisterLine) -> tuple[Cell, ...]:
    """The cells of a line; the first that says the reference leads to the case."""
    cells = [_cell(value) for value in line.values]
    leads = next((place for place, cell in enumerate(cells) if cell.value == line.reference), None)
    if leads is not None:
        cells[leads] = Cell(kind="case", value=line.reference)
    return tuple(cells)


def leads_to_case(lines: Sequence[RegisterLine]) -> bool:
    """Whether a column of its own says the reference."""
    return all(line.reference in line.values for line in lines)


def _cell(value: Any) -> Cell:
    found = typed(value)
    if isinstance(found, datetime):
        return Cell(kind="instant", value=found)
    if isinstance(found, date):
        return Cell(kind="day", value=found)
    if isinstance(found, Decimal | int) and not isinstance(found, bool):
        return Cell(kind="number", value=in_words(found))
    return Cell(kind="words", value=in_words(value))
