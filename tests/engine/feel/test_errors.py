"""Errors in the words of the person who wrote the expression."""

from __future__ import annotations

from engine.feel.errors import FeelForeignValue, FeelLimitError, FeelSyntaxError


def test_a_syntax_error_shows_its_place() -> None:
    error = FeelSyntaxError("')' is missing here", "a and\n(b", 8)

    assert (error.line, error.column) == (2, 3)
    assert str(error) == "The expression cannot be read: ')' is missing here (line 2, column 3 at the end)"


def test_a_limit_error_names_the_limit() -> None:
    assert str(FeelLimitError("steps", 100)) == "The expression goes beyond the limit 'steps' (100)"


def test_a_foreign_value_is_named() -> None:
    assert "socket" in str(FeelForeignValue("socket"))
