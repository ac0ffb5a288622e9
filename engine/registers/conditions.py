"""Filters on the columns of a register, which are FEEL: decided case by case, after the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from engine.errors import InvalidSubmission
from engine.registers.export import words
from engine.registers.typed import typed

CONTAINS, IS, FROM, TO, EMPTY, FILLED = "contains", "is", "from", "to", "empty", "filled"
HOWS = (CONTAINS, IS, FROM, TO, EMPTY, FILLED)


@dataclass(frozen=True, kw_only=True)
class Condition:
    """What one column must say: `how` is one of HOWS, `value` what somebody typed."""

    column: int  # counted from 0
    how: str
    value: str = ""

    def holds(self, found: Any) -> bool:
        """Whether a value fits. Numbers and days are compared as such, words without capitals."""
        empty = found is None or found in ("", [])
        if self.how in (EMPTY, FILLED):
            return empty is (self.how == EMPTY)
        if empty:
            return False
        if self.how in (FROM, TO):
            return _in_order(self.value, found) if self.how == FROM else _in_order(found, self.value)
        said, wanted = words(found).casefold(), self.value.strip().casefold()
        if self.how == CONTAINS:
            return wanted in said
        return wanted == said or _number(self.value) == _number(found) is not None


def condition(columns: tuple[str, ...], column: str, how: str, value: str) -> Condition | None:
    """The condition somebody asked for by a column's title; None for none.

    Raises InvalidSubmission for a column or comparison there is none of, or nothing to compare with.
    """
    if not column:
        return None
    if column not in columns:
        raise InvalidSubmission({"column": ["Choose a column of this register."]})
    if how not in HOWS:
        raise InvalidSubmission({"how": [f"Choose one of {', '.join(HOWS)}."]})
    if how not in (EMPTY, FILLED) and not value.strip():
        raise InvalidSubmission({"value": ["Say what to compare with."]})
    return Condition(column=columns.index(column), how=how, value=value)


def _in_order(low: Any, high: Any) -> bool:
    """Whether one value is not above another, of the same sort; of different sorts nothing is in order."""
    left, right = _number(low), _number(high)
    if left is not None and right is not None:
        return left <= right
    first, last = _moment(low), _moment(high)
    return bool(first and last and first[: len(last)] <= last[: len(first)])


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool):
        return None
    try:
        found = Decimal(value.strip() if isinstance(value, str) else value)
    except (InvalidOperation, TypeError, ValueError):
        return None
    return found if found.is_finite() else None


def _moment(value: Any) -> str | None:
    """An instant or day as text that sorts by time; a day compares with all of that day."""
    found = typed(value.strip() if isinstance(value, str) else value)
    return found.isoformat() if isinstance(found, datetime | date) else None
