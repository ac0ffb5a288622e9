"""Compiling once, evaluating often, and saying why."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from engine.feel import evaluate, parse
from engine.feel.errors import FeelForeignValue, FeelLimitError
from engine.feel.expression import compile_expression, compile_unary_tests
from engine.feel.running.state import State
from engine.feel.surroundings import Limits, Surroundings


def test_a_text_is_compiled_once() -> None:
    assert compile_expression("a + 1") is compile_expression("a + 1")


def test_an_expression_knows_the_variables_it_reads_and_the_functions_it_calls() -> None:
    expression = compile_expression("count(items) > limit and is urgent(case.priority)")

    assert expression.names == {"items", "limit", "is urgent", "case"}
    assert expression.calls == {"is urgent"}


def test_numbers_and_dates_of_python_may_be_given() -> None:
    assert evaluate("a + 1", {"a": 1.5}) == Decimal("2.5")
    assert evaluate("a.year", {"a": date(2026, 3, 2)}) == 2026


def test_a_missing_variable_is_null() -> None:
    assert evaluate("missing") is None
    assert evaluate("missing = null") is True


def test_the_library_takes_text_and_variables() -> None:
    assert parse("net price * 2", ["net price"]).names == {"net price"}
    assert evaluate("net price * 2", {"net price": 2}) == 4
    assert evaluate("now()", now=datetime(2026, 3, 2, tzinfo=UTC)) == datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("missing", "there is no variable 'missing'"),
        ("{a: 1}.b", "the context has no entry 'b'"),
        ('1 < "2"', "a number is neither smaller nor larger than a string"),
        ('1 = "1"', "a number and a string cannot be compared"),
        ('"a" - 1', "a string - a number has no result"),
        ("1 / 0", "1 / 0 is no number that can be written down"),
        ('date("2026-02-30")', "date: the calendar has no such day"),
        ("abs(true)", "abs takes a number or days and time duration or years and months duration as 'n'"),
        ("[1][2]", "the list has 1 items, none at 2"),
        ('@"x"', "it is not a date"),
        ('matches("a", "(")', "a bracket is not closed"),
        ("1 instance of tRisk", "there is no type 'tRisk'"),
        ("(function(a) a)()", "the function takes 1 arguments, not 0"),
        ('-"a"', "a string has no opposite"),
        ("for i in null return i", "there is no list to walk through"),
        ("true and 1", "a number is neither true nor false"),
        ('"x" or false', "a string is neither true nor false"),
        ("true and true and null", "a null is neither true nor false"),
        ('not("x")', "a string is neither true nor false"),
        ("all([true, 1])", "a number is neither true nor false"),
        ("some i in [1] satisfies i", "a number is neither true nor false"),
        ('1 in ("a")', "a number cannot be compared with what stands behind 'in'"),
        ('time("10:00:00").timezone', "this time has no 'timezone'"),
        ("min([])", "min answers null to these values"),
    ],
)
def test_a_null_says_why(around: Surroundings, text: str, reason: str) -> None:
    answer = compile_expression(text).explain({}, around)

    assert answer.value is None
    assert any(reason in note for _, note in answer.notes), answer.notes


def test_the_reason_stands_at_its_place(around: Surroundings) -> None:
    answer = compile_expression("1 + abs(true)").explain({}, around)

    assert answer.notes[0][0] == 7


def test_evaluations_share_nothing_but_the_compiled_tree(around: Surroundings) -> None:
    expression = compile_expression("for i in 1..200 return {n: n, i: i}.n + i")

    def run(number: int) -> bool:
        result: list[Decimal] = expression.evaluate({"n": number}, around)
        return result == [number + i for i in range(1, 201)]

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(run, range(40)))


def test_what_is_no_data_is_refused_when_it_is_read(around: Surroundings) -> None:
    expression = compile_expression("a")

    with pytest.raises(FeelForeignValue):
        expression.evaluate({"a": object()}, around)
    assert expression.evaluate({"a": 1, "unread": object()}, around) == 1


def test_expressions_inside_one_evaluation_use_one_budget(around: Surroundings) -> None:
    few = Surroundings(now=around.now, limits=Limits(steps=150))
    state = State(few)
    hundred = compile_expression("every i in 1..100 satisfies i > floor_of")

    hundred.within({"floor_of": Decimal(0)}, state)
    with pytest.raises(FeelLimitError):
        hundred.within({"floor_of": Decimal(0)}, state)


def test_tests_inside_one_evaluation_answer_as_alone(around: Surroundings) -> None:
    variables: Mapping[str, Any] = {"limit": Decimal(3)}

    assert compile_unary_tests("not(> limit)").within(Decimal(2), variables, State(around)) is True
    assert compile_unary_tests("-").within(None, {}, State(around)) is True


def test_own_types_are_asked_of_the_surroundings(around: Surroundings) -> None:
    known = Surroundings(now=around.now, types={"tLevel": lambda value: value in {Decimal(1), Decimal(2)}})

    assert compile_expression("2 instance of tLevel").evaluate({}, known) is True
    assert compile_expression("3 instance of tLevel").evaluate({}, known) is False


def test_results_are_written_without_exponent() -> None:
    assert str(evaluate("10 ** 5")) == "100000"
    assert str(evaluate("0 * -1")) == "0"
    assert str(evaluate("[1000 / 0.1]")[0]) == "10000"
