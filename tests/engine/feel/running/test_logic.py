"""Comparisons and conditions in three values."""

from __future__ import annotations

import pytest

from tests.engine.feel.conftest import Evaluate

ANSWERS = {
    "true and true": True,
    "true and null": None,
    'true and "x"': None,
    "false and null": False,
    "null and false": False,
    "true or null": True,
    "null or true": True,
    "false or null": None,
    "false or false": False,
    "1 and 1": None,
    "true and true and false and null": False,
    "false or null or true": True,
    "false or null or false": None,
    "null = null": True,
    "null != null": False,
    "1 = null": False,
    "1 = 1.0": True,
    '1 = "1"': None,
    '1 != "1"': None,
    "[1, 2] = [1, 2]": True,
    "[1, 2] = [2, 1]": False,
    '[1] = ["1"]': None,
    "{a: 1, b: 2} = {b: 2, a: 1}": True,
    "{a: 1} = {b: 1}": False,
    "[1..2] = [1..2]": True,
    "[1..2] = (1..2]": False,
    "(< 10) = (< 10)": True,
    "(=10) = [10..10]": False,
    '"a" < "b"': True,
    "2 >= 2": True,
    "1 < null": None,
    '1 < "2"': None,
    "true < false": None,
    'date("2026-01-01") < date("2026-01-02")': True,
    'duration("P1D") = duration("PT24H")': True,
    'duration("P1Y") = duration("P365D")': None,
    'date and time("2026-01-01T10:00:00Z") = date and time("2026-01-01T11:00:00+01:00")': True,
    'date and time("2026-01-01T10:00:00Z") < date and time("2026-01-01T10:00:00")': None,
    'time("10:00:00.0001") = time("10:00:00.0002")': True,  # times are compared to the millisecond
    "5 between 1 and 10": True,
    "5 between 1 and 10 and false": False,
    "0 between 1 and 10": False,
    "5 between null and 10": None,
    "if null then 1 else 2": 2,
    "if 1 = 1 then 1 else 2": 1,
}


@pytest.mark.parametrize(("text", "expected"), ANSWERS.items())
def test_a_condition_is_true_false_or_null(value_of: Evaluate, text: str, expected: object) -> None:
    assert value_of(text) == expected
