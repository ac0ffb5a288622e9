"""Texts of the diagram that give a value: FEEL, or the text as it stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from engine.feel.errors import FeelError
from engine.feel.expression import Expression, compile_expression
from engine.feel.surroundings import Surroundings
from engine.feel.values import to_json

Read = Callable[[str, Any], Any]  # a variable's name, and what to answer when there is none

_MISSING = object()
_CHANGING = re.compile(r"\b(now|today)\s*\(|\bworking\b")  # functions whose answer is not the drawing's
_ANY_DAY = datetime(2000, 1, 1, tzinfo=UTC)
_PLAIN = frozenset({type(None), bool, str, Decimal})


class Formula:
    """A compiled text. Case-file values go in and come out JSON-plain; a missing variable is null."""

    __slots__ = ("expression", "static", "text")

    def __init__(self, text: str, expression: Expression | None) -> None:
        """Keep the text; without an expression it is its own value."""
        self.text = text
        self.expression = expression
        self.static = text if expression is None else None

    @property
    def names(self) -> frozenset[str]:
        """The variables it reads."""
        return frozenset() if self.expression is None else frozenset(self.expression.names)

    def value(self, read: Read, around: Surroundings) -> Any:
        """Evaluate; raises FeelError where an expression goes beyond its limits."""
        if self.expression is None:
            return self.static
        variables = {}
        for name in self.expression.names:
            value = read(name, _MISSING)
            if value is not _MISSING:  # a function of the language may have this name
                variables[name] = value
        value = self.expression.evaluate(variables, around)
        return value if type(value) in _PLAIN else to_json(value)

    def constant(self) -> Any:
        """The value of an expression that reads neither a variable nor the clock; else None."""
        if self.expression is None or self.expression.names or _CHANGING.search(self.text):
            return None
        try:
            return self.value(lambda _, missing: missing, Surroundings(now=_ANY_DAY))
        except FeelError:
            return None


def feel(text: str) -> Formula:
    """An expression, with or without its leading "="; raises FeelError when it does not compile."""
    body = text.strip()
    return Formula(text, compile_expression(body[1:] if body.startswith("=") else body))


def text_or_feel(text: str) -> Formula:
    """The extension's rule for texts: FEEL behind a leading "=", static otherwise."""
    return feel(text) if text.lstrip().startswith("=") else Formula(text, None)
