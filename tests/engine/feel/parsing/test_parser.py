"""What can be read, and what is refused where."""

from __future__ import annotations

import pytest

from engine.feel.errors import FeelLimitError, FeelSyntaxError
from engine.feel.expression import compile_expression, compile_unary_tests
from engine.feel.surroundings import Limits

REFUSED = [
    ("", 0),
    ("1 +", 3),
    ("1 2", 2),
    ("(1", 2),
    ("[1, 2", 5),
    ("{a 1}", 1),
    ("{a: 1", 5),
    ("if a then b", 11),
    ("if a b", 6),
    ("for x [1] return x", 6),
    ("for x in [1]", 12),
    ("some x in [1]", 13),
    ("x between 1", 11),
    ("x instance number", 11),
    ("x instance of 1", 14),
    ("f(a: 1, 2)", 9),
    ("f(1,)", 4),
    ("a.", 2),
    ("a[1", 3),
    ("[1..2", 5),
    ("@x", 1),
    ("function(a", 10),
    ("function(a) external {java: {}}", 12),
    ("then", 0),
    ('"\\uD83D"', 0),
    ('"\\U110000"', 1),
    ("a := 1", 2),
    ("lambda: 1", 6),
    ("a if b else c", 2),
]


@pytest.mark.parametrize(("text", "position"), REFUSED)
def test_what_cannot_be_read_is_refused_at_its_place(text: str, position: int) -> None:
    with pytest.raises(FeelSyntaxError) as refusal:
        compile_expression(text)

    assert refusal.value.position == position


def test_the_message_says_line_column_and_the_words_found() -> None:
    with pytest.raises(FeelSyntaxError, match=r"line 2, column 5 near 'then 1'"):
        compile_expression("if a\n or then 1")


@pytest.mark.parametrize("text", ["1 2", "> 1 2", "not(1", "not(1) 2", ","])
def test_a_cell_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(FeelSyntaxError):
        compile_unary_tests(text)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("1" + " " * 10_000, "source"),
        ("(" * 101 + "1" + ")" * 101, "nesting"),
        ("1" + "+1" * 201, "nesting"),
        ("a" + ".a" * 201, "nesting"),
        ("12345678901234567890123456789012345", "digits"),
        ("1e9999", "digits"),
    ],
)
def test_a_text_beyond_a_limit_is_refused_by_its_name(text: str, limit: str) -> None:
    with pytest.raises(FeelLimitError) as refusal:
        compile_expression(text)

    assert refusal.value.limit == limit


def test_a_text_just_within_the_limits_is_read() -> None:
    deep = "(" * 99 + "1" + ")" * 99

    assert compile_expression(deep + " " * (Limits().source - len(deep))).names == frozenset()
