"""Records of a catalogue as rows of a file, written and read back alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.registers.attributes import Attribute
from engine.registers.details import Record

KEY, LABEL, RETIRED = "key", "label", "retired"
YES, NO = "yes", "no"


def columns(attributes: Iterable[Attribute]) -> tuple[str, ...]:
    """The titles of the file: codes, not words, for a program reads them back."""
    return (KEY, LABEL, *(one.key for one in attributes), RETIRED)


def row(record: Record) -> tuple[str, ...]:
    """One entry under these titles; other entries with commas."""
    kept = (_cell(record.details.get(one.key)) for one in record.attributes)
    return (record.key, record.label, *kept, YES if record.retired_at else NO)


def _cell(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value or "")
