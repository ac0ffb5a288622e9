"""Built-in functions of texts."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.feel.conftest import Evaluate

RESULTS: dict[str, Any] = {
    'substring("foobar", 3)': "obar",
    'substring("foobar", 3, 3)': "oba",
    'substring("foobar", -2, 1)': "a",
    'substring("foobar", 0)': None,
    'substring("foobar", 7)': None,
    'substring("foobar", 1, 0)': None,
    'substring("\\U01F40Eab", 2)': "ab",
    'string length("\\uD83D\\uDCA9")': 1,
    'upper case("aß")': "ASS",
    'lower case("AB")': "ab",
    'substring before("foobar", "bar")': "foo",
    'substring before("foobar", "x")': "",
    'substring after("foobar", "ob")': "ar",
    'substring after("foobar", "")': "foobar",
    'contains("foobar", "of")': False,
    'starts with("foobar", "fo")': True,
    'ends with("foobar", "r")': True,
    'string join(["a", null, "c"], "-")': "a-c",
    "string join([])": "",
    'string join("a")': "a",
    "string join([1])": None,
    'trim("  a ")': "a",
    'is blank(" ")': True,
    "string length(1)": None,
    "string length(null)": None,
    'string length(["ab"])': 2,
}


@pytest.mark.parametrize(("text", "expected"), RESULTS.items())
def test_a_function_of_texts_answers(value_of: Evaluate, text: str, expected: Any) -> None:
    assert value_of(text) == expected
