"""Literals, contexts and ranges."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from engine.feel.values import Range
from tests.engine.feel.conftest import Evaluate

RESULTS: dict[str, Any] = {
    "[]": [],
    "{}": {},
    "{a: 1, b: a + 1}": {"a": 1, "b": 2},
    "{a b: 1, c: a b + 1}.c": 2,
    '{"a b": 1, c: a b}.c': 1,
    "{foo+bar: 1, c: foo+bar * 2}.c": 2,
    '{"": 1}': {"": 1},
    "{if: 1}.if": 1,
    "{a: 1, a: 2}": None,
    '@"2026-03-02"': date(2026, 3, 2),
    '@"nothing"': None,
    "[2..1]": None,
    '[1.."a"]': None,
    "[1..3)": Range(Decimal(1), Decimal(3), True, False),
}


@pytest.mark.parametrize(("text", "expected"), RESULTS.items())
def test_a_value_is_made_as_written(value_of: Evaluate, text: str, expected: Any) -> None:
    assert value_of(text) == expected
