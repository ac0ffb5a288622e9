"""Filters on columns: words, numbers and days are compared as what they are."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.errors import InvalidSubmission
from engine.registers.conditions import Condition, condition

COLUMNS = ("Outcome", "Amount")


@pytest.mark.parametrize(
    ("how", "value", "found", "holds"),
    [
        ("contains", "HELD", "upheld", True),
        ("contains", "wet", ["dry", {"key": "w", "label": "Wet"}], True),
        ("contains", "x", None, False),
        ("is", "Upheld ", "upheld", True),
        ("is", "held", "upheld", False),
        ("is", "10.0", Decimal("10"), True),
        ("is", "yes", True, True),
        ("is", "1", True, False),
        ("is", "", None, False),
        ("from", "9", Decimal("10"), True),
        ("from", "10", Decimal("9.5"), False),
        ("to", "10", 10, True),
        ("to", "NaN", 10, False),
        ("from", "2026-03-02", "2026-03-02", True),
        ("from", "2026-03-02", "2026-03-01T23:59:00Z", False),
        ("from", "2026-03-02", "2026-03-02T09:00:00+00:00", True),
        ("to", "2026-03-02", "2026-03-02T09:00:00+00:00", True),
        ("to", "2026-03-01", "2026-03-02T09:00:00+00:00", False),
        ("to", "2026-02-31", "2026-03-02", False),
        ("from", "9", "upheld", False),
        ("empty", "", None, True),
        ("empty", "", [], True),
        ("empty", "", False, False),
        ("filled", "", Decimal("0"), True),
        ("filled", "", "", False),
    ],
)
def test_a_condition_holds_or_not(how: str, value: str, found: Any, holds: bool) -> None:
    assert Condition(column=0, how=how, value=value).holds(found) is holds


def test_a_condition_is_asked_for_by_the_title_of_its_column() -> None:
    assert condition(COLUMNS, "Amount", "from", "5") == Condition(column=1, how="from", value="5")
    assert condition(COLUMNS, "", "from", "5") is None


@pytest.mark.parametrize(
    ("asked", "field"),
    [(("Colour", "is", "red"), "column"), (("Amount", "near", "5"), "how"), (("Amount", "is", " "), "value")],
)
def test_what_cannot_be_asked_is_said_at_its_field(asked: tuple[str, str, str], field: str) -> None:
    with pytest.raises(InvalidSubmission) as refused:
        condition(COLUMNS, *asked)

    assert list(refused.value.errors) == [field]
