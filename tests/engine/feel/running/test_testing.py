"""Tests of values: `in`, `instance of` and the cells of decision tables."""

from __future__ import annotations

from typing import Any

import pytest

from engine.feel.expression import compile_unary_tests
from engine.feel.surroundings import Surroundings
from tests.engine.feel.conftest import Evaluate

ANSWERS: dict[str, Any] = {
    "5 in [1..5]": True,
    "5 in [1..5)": False,
    "5 in (1..5)": False,
    "5 in ]1..5]": True,
    "5 in [1..5[": False,
    "5 in [1..5[ or false": False,
    "5 in > 4": True,
    "5 in (< 3, > 4)": True,
    "5 in (1, 5)": True,
    "5 in (2 + 3)": True,
    "5 in (2) + 3": True,
    "5 in [1, [2, 5]]": True,
    "5 in [[1..3], [5..6]]": True,
    "[1] in [[1], [2]]": True,
    '"a" in ("a", "b")': True,
    '5 in "a"': None,
    "null in [null]": True,
    "5 in (? > 3)": True,
    "5 instance of number": True,
    "5 instance of Any": True,
    "null instance of number": False,
    "null instance of Null": True,
    "[1, 2] instance of list<number>": True,
    '[1, "a"] instance of list<number>': False,
    "{a: 1} instance of context<a: number>": True,
    "{a: 1} instance of context<b: number>": False,
    "[1..5] instance of range<number>": True,
    '@"P1Y" instance of years and months duration': True,
    '@"P1D" instance of dayTimeDuration': True,
    '@"2026-01-01T00:00:00" instance of date and time': True,
    "(function(x: number) x) instance of function<number> -> number": True,
    "abs instance of function": True,
    "1 instance of tUnknown": None,
}

CELLS = [
    ("-", 5, True),
    ("", 5, True),
    ("5", 5, True),
    ("5", 4, False),
    ("< 10", 5, True),
    ("> 10, < 6", 5, True),
    ("[1..5]", 5, True),
    ("]1..5[", 5, False),
    ("not(5)", 5, False),
    ("not(1, 2)", 5, True),
    ("not(null)", 5, True),
    ('"a", "b"', "b", True),
    ("true", True, True),
    ("false", False, True),
    ("false", True, False),
    ("? > 3 and ? < 6", 5, True),
    ("even(?)", 5, False),
    ("count(?) > 1", [1, 2], True),
    ("limit", 7, True),
    ("< limit", 5, True),
    ("[1, 5]", 5, True),
    ("not(?) or true", 5, True),
    ("null", None, True),
    ("< 5", None, None),
    ('date("2026-01-01")', "2026-01-01", None),
]


@pytest.mark.parametrize(("text", "expected"), ANSWERS.items())
def test_a_value_passes_a_test_or_not(value_of: Evaluate, text: str, expected: Any) -> None:
    assert value_of(text) is expected


@pytest.mark.parametrize(("cell", "value", "expected"), CELLS)
def test_a_cell_holds_or_not(around: Surroundings, cell: str, value: Any, expected: bool | None) -> None:
    tests = compile_unary_tests(cell)

    assert tests.matches(value, {"limit": 7}, around) is expected


def test_a_cell_names_the_variables_it_reads() -> None:
    assert compile_unary_tests("< limit, ? > upper bound").names == {"limit", "upper bound"}
