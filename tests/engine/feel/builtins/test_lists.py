"""Built-in functions of lists."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.engine.feel.conftest import Evaluate

RESULTS: dict[str, Any] = {
    "list contains([1, null], null)": True,
    "list contains([1], 2)": False,
    "count([])": 0,
    "count(1)": 1,
    "count(null)": None,
    "min([3, 1, 2])": 1,
    "min(3, 1, 2)": 1,
    "min([])": None,
    "min()": None,
    'max("a", "b")': "b",
    'max([1, "a"])': None,
    "max([true])": None,
    'max([date("2026-01-01"), date("2026-02-01")])': date(2026, 2, 1),
    "sum([1, 2, 3])": 6,
    "sum([])": None,
    'sum([1, "a"])': None,
    'sum([duration("P1D"), duration("PT24H")]) = duration("P2D")': True,
    "mean([1, 2])": Decimal("1.5"),
    "mean(1, 2, 3)": 2,
    "all([true, false])": False,
    "all([true, null])": None,
    "all([])": True,
    "any(true, null)": True,
    "any([])": False,
    "any([false, 1])": None,
    "sublist([1, 2, 3], 2)": [2, 3],
    "sublist([1, 2, 3], -2, 1)": [2],
    "sublist([1, 2, 3], 4)": None,
    "append([1], 2, 3)": [1, 2, 3],
    "append(1, 2)": [1, 2],
    "concatenate([1], [2, 3], 4)": [1, 2, 3, 4],
    "insert before([1, 3], 2, 2)": [1, 2, 3],
    "insert before([1], 3, 2)": None,
    "remove([1, 2, 3], -1)": [1, 2],
    "list replace([1, 2, 3], 2, 9)": [1, 9, 3],
    "list replace([1, 2, 3], function(item, new) item > new, 2)": [1, 2, 2],
    "list replace([1], function(item, new) item, 2)": None,
    "reverse([1, 2])": [2, 1],
    "index of([1, 2, 1], 1)": [1, 3],
    "union([1, 2], [2, 3])": [1, 2, 3],
    'distinct values([1, "1", 1.0, null, null, true, [1], [1]])': [1, "1", None, True, [1]],
    "duplicate values([1, 2, 1, 1])": [1],
    "flatten([[1, [2]], 3])": [1, 2, 3],
    "product([2, 3])": 6,
    "median([8, 2, 5, 7])": 6,
    "median([])": None,
    "stddev([47])": None,
    "mode([6, 3, 9, 6, 6, 9, 9])": [6, 9],
    "mode([])": [],
    'mode([1, "a"])': None,
    "sort([3, 1, 2])": [1, 2, 3],
    'sort([1, "a"])': None,
    "sort(list: [1, 2], precedes: function(x, y) x > y)": [2, 1],
    "sort([1, 2], function(x) true)": None,
    "partition([1, 2, 3], 2)": [[1, 2], [3]],
    "partition([1], 0)": None,
    "not(true)": False,
    "not(null)": None,
    'not("x")': None,
}


@pytest.mark.parametrize(("text", "expected"), RESULTS.items())
def test_a_function_of_lists_answers(value_of: Evaluate, text: str, expected: Any) -> None:
    assert value_of(text) == expected


def test_the_deviation_is_that_of_a_sample(value_of: Evaluate) -> None:
    assert round(value_of("stddev(2, 4, 7, 5)"), 6) == Decimal("2.081666")
