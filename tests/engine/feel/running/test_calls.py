"""Functions: defined, called by place and by name, and kept."""

from __future__ import annotations

from typing import Any

import pytest

from engine.feel.functions import Function
from tests.engine.feel.conftest import Evaluate

RESULTS: dict[str, Any] = {
    "(function(a, b) a - b)(1, 2)": -1,
    "(function(a, b) a - b)(b: 1, a: 2)": 1,
    "(function(a, b) a - b)(1)": None,
    "(function(a, b) a - b)(1, 2, 3)": None,
    "(function(a, b) a - b)(a: 1, c: 2)": None,
    "(function() 7)()": 7,
    '(function(a: number) a)("x")': None,
    "(function(a: list<number>) a)(1)": [1],
    "(function(a: number) a)([1])": 1,
    "(function(first name) first name)(1)": 1,
    "{f: function(a) a * 2}.f(3)": 6,
    "{f: function(n) if n < 2 then 1 else n * f(n - 1), r: f(5)}.r": 120,
    "(function(a) function(b) a + b)(1)(2)": 3,
    "sort([1, 3, 2], function(x, y) x > y)": [3, 2, 1],
    "for f in [abs, sqrt] return f(4)": [4, 2],
    "1()": None,
    "null()": None,
    "no such thing(1)": None,
    "abs(n: -1)": 1,
    "abs(number: -1)": None,
    'substring(string: "abc", start position: 2)': "bc",
}


@pytest.mark.parametrize(("text", "expected"), RESULTS.items())
def test_a_call_answers(value_of: Evaluate, text: str, expected: Any) -> None:
    assert value_of(text) == expected


def test_a_function_of_a_decision_model_is_called_like_any_other(value_of: Evaluate) -> None:
    double = Function(("n",), lambda values, _state: values[0] * 2, name="double")

    assert value_of("double it(n: 21)", **{"double it": double}) == 42


def test_a_variable_named_like_a_function_does_not_hide_it(value_of: Evaluate) -> None:
    assert value_of("count(items) + count", items=["a"], count=2) == 3


def test_a_function_variable_hides_the_function_of_its_name(value_of: Evaluate) -> None:
    own = Function(("n",), lambda _values, _state: "own")

    assert value_of("abs(1)", abs=own) == "own"
