"""Zeebe's rule for text: a leading `=` makes it an expression, otherwise it stands for itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.feel.expression import Expression, compile_expression
from engine.feel.surroundings import Surroundings
from engine.feel.values import Value


@dataclass(frozen=True, slots=True)
class StaticText:
    """A text without `=`: always itself, reading no variables. Used like an Expression."""

    text: str
    names: frozenset[str] = frozenset()

    def evaluate(self, _variables: Mapping[str, Any], _around: Surroundings) -> Value:
        """The text."""
        return self.text


def is_expression(text: str) -> bool:
    """Whether the text begins with `=`."""
    return text.lstrip().startswith("=")


def compile_text(text: str, names: frozenset[str] = frozenset()) -> Expression | StaticText:
    """The expression behind `=`, or the static text; raises as compile_expression."""
    if not is_expression(text):
        return StaticText(text)
    return compile_expression(text.lstrip()[1:], names)
