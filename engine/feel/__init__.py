"""FEEL, the expression language of DMN 1.5, as a library: `parse` a text, or `evaluate` it at once.

Grammar and meaning: OMG DMN 1.5, chapter 10.3. Values: numbers are Decimal (34 digits), texts str,
booleans bool, null None, lists list, contexts dict, dates and times those of `datetime`, durations
timedelta or YearsMonths, ranges Range, functions Function (engine.feel.values says which may enter).
Errors: FeelSyntaxError with line and column, FeelLimitError with the name of the limit,
FeelForeignValue; what FEEL cannot compute is null, no error. Nothing of Python can be reached from an
expression: it sees its variables and its functions only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from engine.feel.expression import Expression, compile_expression
from engine.feel.surroundings import Surroundings
from engine.feel.values import Value

__all__ = ["evaluate", "parse"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def parse(text: str, names: Iterable[str] = ()) -> Expression:
    """The expression of a text; `names` are the variables whose names have blanks or signs."""
    return compile_expression(text, frozenset(names))


def evaluate(text: str, variables: Mapping[str, Any] | None = None, *, now: datetime = _EPOCH) -> Value:
    """The value of a text with these variables; `now` is what now() and today() say."""
    given = variables or {}
    return parse(text, given).evaluate(given, Surroundings(now=now))
