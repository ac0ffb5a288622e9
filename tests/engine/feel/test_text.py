"""Zeebe's rule for text."""

from __future__ import annotations

import pytest

from engine.feel.errors import FeelSyntaxError
from engine.feel.surroundings import Surroundings
from engine.feel.text import compile_text, is_expression


@pytest.mark.parametrize(
    ("text", "value"), [("=1 + 1", 2), (" = a", "x"), ("PT1H", "PT1H"), ("1 + 1", "1 + 1"), ("", "")]
)
def test_a_leading_equals_sign_makes_an_expression(around: Surroundings, text: str, value: object) -> None:
    assert compile_text(text).evaluate({"a": "x"}, around) == value


def test_static_text_reads_no_variables() -> None:
    assert compile_text("a").names == frozenset()
    assert compile_text("=a").names == {"a"}
    assert not is_expression("a = b")


def test_an_expression_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(FeelSyntaxError):
        compile_text("=1 +")
