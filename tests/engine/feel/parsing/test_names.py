"""Names with blanks and signs."""

from __future__ import annotations

from typing import Any

import pytest

from engine.feel.expression import compile_expression
from engine.feel.surroundings import Surroundings

CASES: list[tuple[str, dict[str, Any], Any]] = [
    ("line total + 1", {"line total": 1}, 2),
    ("line   total + 1", {"line total": 1}, 2),
    ("Date-Time", {"Date-Time": 1, "Date": 5, "Time": 3}, 1),
    ("Date - Time", {"Date-Time": 1, "Date": 5, "Time": 3}, 2),
    ("a+b + a", {"a+b": 1, "a": 2, "b": 3}, 3),
    ("customer's age", {"customer's age": 7}, 7),
    ("for i in days in weekend return i", {"days in weekend": [1, 2]}, [1, 2]),
    ("item count", {"item count": 3, "item": 1, "count": 2}, 3),
    ("item countess", {"item count": 3, "item countess": 4}, 4),
    ("file.net price * 2", {"file": {"net price": 2}}, 4),
    ("file.in", {"file": {"in": 2}}, 2),
    ("file.unit-price", {"file": {"unit-price": 2}, "unit-price": 0}, 2),
    ("line 2", {"line 2": 5}, 5),
    ("date and time", {"date and time": 1}, 1),
    ('date and time("2026-01-01T00:00:00").year', {"date and time": 1}, 2026),
    ("date and time", {"date": True, "time": True}, True),
    ("x in list of names", {"x": 1, "list of names": [1]}, True),
    ("for sale", {"for sale": True}, True),
    ("größe", {"größe": 1}, 1),
    ("🐎", {"🐎": 1}, 1),
    ("_x1", {"_x1": 1}, 1),
]


@pytest.mark.parametrize(("text", "variables", "expected"), CASES)
def test_the_longest_name_in_scope_is_meant(
    around: Surroundings, text: str, variables: dict[str, Any], expected: Any
) -> None:
    expression = compile_expression(text, frozenset(variables))

    assert expression.evaluate(variables, around) == expected


def test_words_nobody_declared_are_one_name() -> None:
    assert compile_expression("total price > max price").names == {"total price", "max price"}


def test_names_bound_in_the_expression_are_not_read_from_outside() -> None:
    text = "{a: 1, b: (for x in rows return x + a), f: function(y) y + z}[item.a = 1]"

    assert compile_expression(text).names == {"rows", "z"}
