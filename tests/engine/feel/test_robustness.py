"""Whatever is written, the answer is a value or an error of FEEL's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.feel.builtins.table import BUILTINS
from engine.feel.errors import FeelError
from engine.feel.expression import compile_expression, compile_unary_tests
from engine.feel.surroundings import Limits, Surroundings
from engine.feel.values import to_json

_NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
_SIGNS = "( ) [ ] { } , : . .. + - * / ** = != < <= > >= a b item ? 1 2.5"
_KEYWORDS = "if then else for in return some every satisfies and or not between instance of function partial"
WORDS = [
    *_SIGNS.split(),
    *_KEYWORDS.split(),
    *('"x"', '@"2026-01-01"', '@"P1D"', '@"P1M"', '@"10:00:00Z"', "true", "false", "null", *BUILTINS),
]
VALUES = [
    *(
        "1",
        "0",
        "-1",
        "2.5",
        "1e6144",
        "1e-6143",
        '"x"',
        '""',
        "true",
        "null",
        "[]",
        "[1, 2]",
        '["a"]',
        "[[1]]",
        "{}",
    ),
    *("{a: 1}", "[{a: 1}]", '@"2026-01-01"', '@"-999999999-01-01"', '@"999999999-12-31"', '@"P1D"', '@"P1M"'),
    *('@"10:00:00@Europe/Paris"', '@"2026-01-01T10:00:00@Europe/Paris"', '@"2026-01-01T10:00:00"', "now()"),
    *(
        '@"999999999-12-31T23:59:59@Europe/Paris"',
        '@"-999999999-01-01T00:00:00@Asia/Tokyo"',
        "[1..3]",
        "(< 3)",
    ),
    *(
        '["a".."b"]',
        '[@"2026-01-01"..@"2026-02-01"]',
        "function(x) x",
        "function(x, y) x < y",
        "abs",
        '"("',
        '"$1"',
    ),
]
OPERATORS = ["+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in"]

value = st.sampled_from(VALUES)
soup = st.lists(st.sampled_from(WORDS), min_size=1, max_size=14).map(" ".join)
operation = st.builds(lambda a, op, b: f"({a}) {op} ({b})", value, st.sampled_from(OPERATORS), value)
call = st.builds(
    lambda name, values: f"{name}({', '.join(values)})",
    st.sampled_from(sorted(BUILTINS)),
    st.lists(value, max_size=4),
)
looking = st.builds(
    lambda a, b, c: f"[({a})[{b}], for i in {a}..{b} return i, [({a})..({c})]]", value, value, value
)


def refusal_of(run: Callable[[], object]) -> str | None:
    """What FEEL says when it refuses; None when there is a value. Any other error goes through."""
    try:
        run()
    except FeelError as error:
        return str(error)
    return None


@settings(max_examples=400, deadline=None)
@given(st.one_of(soup, operation, call, looking))
def test_only_values_and_errors_of_feel_come_out(text: str) -> None:
    around = Surroundings(now=_NOW, limits=Limits(steps=3_000))
    variables = {"a": [1, {"b": 2}]}

    assert refusal_of(lambda: to_json(compile_expression(text).evaluate(variables, around))) != ""
    assert refusal_of(lambda: compile_unary_tests(text).matches(3, variables, around)) != ""


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert refusal_of(lambda: compile_expression(text)) != ""
