"""Built-in functions of contexts."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.feel.conftest import Evaluate

RESULTS: dict[str, Any] = {
    'get value({a: 1}, "a")': 1,
    'get value({a: 1}, "b")': None,
    'get value({a: {b: 2}}, ["a", "b"])': 2,
    "get entries({a: 1})": [{"key": "a", "value": 1}],
    'context([{key: "a", value: 1}])': {"a": 1},
    'context([{key: "a", value: 1}, {key: "a", value: 2}])': None,
    'context put({a: 1}, "b", 2)': {"a": 1, "b": 2},
    'context put({a: {b: 1}}, ["a", "c"], 2)': {"a": {"b": 1, "c": 2}},
    'context put({a: 1}, ["a", "c"], 2)': None,
    "context merge([{a: 1}, {a: 2, b: 3}])": {"a": 2, "b": 3},
    "context merge([1])": None,
    "is defined(nothing)": False,
    "get or else(nothing, 3)": 3,
}


@pytest.mark.parametrize(("text", "expected"), RESULTS.items())
def test_a_function_of_contexts_answers(value_of: Evaluate, text: str, expected: Any) -> None:
    assert value_of(text) == expected


def test_a_context_of_the_case_file_is_never_changed(value_of: Evaluate) -> None:
    customer = {"name": "Ana"}

    value_of('context put(customer, "name", "Ben")', customer=customer)

    assert customer == {"name": "Ana"}
