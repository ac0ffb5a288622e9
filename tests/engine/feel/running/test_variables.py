"""How variables are let in: once, when they are asked for, and compared without it where that is the same."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel import evaluate
from engine.feel.errors import FeelForeignValue
from engine.feel.expression import compile_expression
from engine.feel.running import naming, paths
from engine.feel.surroundings import Surroundings
from engine.feel.values import enter

VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([10**34, 10**34 + 1, -(10**40), 3, 1]),
    st.decimals(allow_nan=False, allow_infinity=False, places=2),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=2),
    st.lists(st.integers(), max_size=2),
)
CONSTANTS = ["3", "2.5", "1e2", "9999999999999999999999999999999999", '"a"', "null", "true", '@"2026-03-02"']


class Watched(dict[str, Any]):
    """Variables that count how often one is asked for."""

    asked = 0

    def get(self, key: str, default: Any = None) -> Any:
        self.asked += 1
        return super().get(key, default)


@pytest.fixture
def entered(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was let in."""
    seen: list[Any] = []

    def watched(value: Any, limits: Any) -> Any:
        seen.append(value)
        return enter(value, limits)

    for module in (naming, paths):
        monkeypatch.setattr(module, "enter", watched)
    return seen


@pytest.mark.parametrize(
    "text",
    [
        "for i in 1..50 return count(numbers)",
        "for i in 1..50 return numbers = 3",
        "for i in 1..50 return record.numbers[1]",
        "for i in 1..50 return records.number[1]",
        "for i in 1..50 return records.missing[1]",
        "[1..50][count(numbers) > 100]",
        "{f: function(i) count(numbers) + i, r: for i in 1..50 return f(i)}.r",
        "{f: function(i) count(record.numbers) + i, r: for i in 1..50 return f(i)}.r",
        "{f: function(i) function(j) count(numbers) + j, r: for i in 1..50 return f(i)(i)}.r",
        "sort([3, 1, 2], function(a, b) a < b and count(numbers) > 0)",
    ],
)
def test_a_list_is_let_in_once_however_often_it_is_asked_for(
    entered: list[Any], around: Surroundings, text: str
) -> None:
    numbers = list(range(40))
    variables = {"numbers": numbers, "record": {"numbers": numbers}, "records": [{"number": 1}]}

    assert compile_expression(text).evaluate(variables, around) is not None
    assert len(entered) == 1


def test_what_a_condition_does_not_come_to_is_not_asked_for(around: Surroundings) -> None:
    expression = compile_expression("urgent or count(long) > 3")
    variables = Watched(urgent=True, long=object())

    assert expression.evaluate(variables, around) is True
    assert variables.asked == 1
    with pytest.raises(FeelForeignValue):
        expression.evaluate({"urgent": False, "long": object()}, around)


def test_a_variable_may_have_the_name_of_a_function() -> None:
    assert evaluate("count > 2 and count(list) = 2", {"count": 3, "list": [1, 2]}) is True
    assert evaluate("count = null") is False
    assert evaluate("count.year", {"count": {"year": 2026}}) == 2026


def test_a_variable_is_not_seen_through_a_name_bound_inside() -> None:
    assert evaluate("some n in [5] satisfies n > 4", {"n": 1}) is True
    assert evaluate("[{n: 5}][n > 4]", {"n": 1}) == [{"n": 5}]
    assert evaluate("[{m: 5}][n > 4]", {"n": 1}) == []
    assert evaluate("(function(n) n > 4)(5)", {"n": 1}) is True


@pytest.mark.parametrize("operator", ["=", "!=", "<", "<=", ">", ">="])
@pytest.mark.parametrize("constant", CONSTANTS)
@given(value=VALUES)
def test_a_variable_compares_as_its_value_does(operator: str, constant: str, value: Any) -> None:
    directly = evaluate(f"v {operator} {constant}", {"v": value})

    assert directly is evaluate(f"[v][1] {operator} {constant}", {"v": value})


@pytest.mark.parametrize("given", [Decimal("1"), 1, 1.0])
def test_numbers_of_any_class_of_python_compare(given: object) -> None:
    assert evaluate("v = 1 and v < 1.5 and v > 0.5 and v != 2", {"v": given}) is True
