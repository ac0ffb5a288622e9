"""From characters to tokens."""

from __future__ import annotations

import pytest

from engine.feel.errors import FeelSyntaxError
from engine.feel.parsing.tokens import tokens_of


def test_comments_and_blanks_of_every_kind_stand_between_tokens() -> None:
    tokens = tokens_of("a /* b */ \u00a0<=// c\n2.5e3")

    assert [(token.kind, token.text) for token in tokens] == [
        ("name", "a"),
        ("sign", "<="),
        ("number", "2.5e3"),
        ("end", ""),
    ]


def test_two_points_end_a_number() -> None:
    assert [token.text for token in tokens_of("1..2")] == ["1", "..", "2", ""]


@pytest.mark.parametrize(
    ("text", "position"), [("1 # 2", 2), ('a = "b', 4), ("/* b", 0), ("1 & 2", 2), ("`a`", 0), ("a;b", 1)]
)
def test_a_character_that_means_nothing_is_shown_with_its_place(text: str, position: int) -> None:
    with pytest.raises(FeelSyntaxError) as refusal:
        tokens_of(text)

    assert refusal.value.position == position
