"""What tests of expressions are given."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Any

import pytest

from engine.feel.expression import compile_expression
from engine.feel.surroundings import Surroundings
from engine.worktime.calendar import Calendar

Evaluate = Callable[..., Any]

OFFICE = Calendar(
    key="office",
    title="Office",
    zone="Europe/Berlin",
    week={day: ((time(9), time(17)),) for day in range(5)},
    holidays={},
)


@pytest.fixture(scope="session")
def around() -> Surroundings:
    """A Monday morning with one calendar."""
    return Surroundings(now=datetime(2026, 3, 2, 9, tzinfo=UTC), calendars={"office": OFFICE})


@pytest.fixture(scope="session")
def value_of(around: Surroundings) -> Evaluate:
    """Evaluates an expression with variables given by keyword."""

    def evaluate(text: str, **variables: Any) -> Any:
        return compile_expression(text, frozenset(variables)).evaluate(variables, around)

    return evaluate
