"""Loops and quantifiers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.feel.errors import FeelLimitError
from tests.engine.feel.conftest import Evaluate

RESULTS: dict[str, Any] = {
    "for i in [1, 2] return i + 1": [2, 3],
    "for i in 2..4 return i": [2, 3, 4],
    "for i in 4..2 return i": [4, 3, 2],
    "for i in [1..3] return i": [1, 2, 3],
    "for i in (1..3) return i": [2],
    "for i in [3..1] return i": None,
    "for i in 1+1..1+3 return i": [2, 3, 4],
    "for i in [] return i": [],
    "for i in null return i": None,
    "for i in 5 return i": [5],
    "for i in 1..2.5 return i": None,
    'for i in "a".."c" return i': None,
    "for i in [1, 2], j in [3, 4] return i * j": [3, 4, 6, 8],
    "for x in [[1, 2], [3]], y in x return y": [1, 2, 3],
    "for x in 1..3, y in 1..x return x * y": [1, 2, 4, 3, 6, 9],
    'for d in @"1980-01-01"..@"1980-01-03" return d': [date(1980, 1, day) for day in (1, 2, 3)],
    "for i in 0..4 return if i = 0 then 1 else i * partial[-1]": [1, 1, 2, 6, 24],
    "for i in 1..3 return partial": [[], [[]], [[], [[]]]],
    "for a b in [1, 2] return a b * 2": [2, 4],
    "some x in [1, 2] satisfies x > 1": True,
    "some x in [1, 2] satisfies x > 2": False,
    "some x in [1, null] satisfies x > 1": None,
    "some x in [], y in [1] satisfies true": False,
    "every x in [1, 2] satisfies x > 0": True,
    "every x in [1, 2] satisfies x > 1": False,
    "every x in [] satisfies x": True,
    "every x in [1, null] satisfies x > 0": None,
    "every x in [1, 2], y in [x, 3] satisfies y >= x": True,
}


@pytest.mark.parametrize(("text", "expected"), RESULTS.items())
def test_a_loop_walks_through_its_values(value_of: Evaluate, text: str, expected: Any) -> None:
    assert value_of(text) == expected


def test_a_function_made_in_a_loop_keeps_the_value_of_its_round(value_of: Evaluate) -> None:
    text = "for f in (for i in 1..3 return function(x) x + i) return f(10)"

    assert value_of(text) == [11, 12, 13]


def test_a_range_too_long_to_walk_is_refused_before_the_first_round(value_of: Evaluate) -> None:
    with pytest.raises(FeelLimitError) as refusal:
        value_of("some i in 1..10**12 satisfies false")

    assert refusal.value.limit == "range"
