"""Figures of a register: what its cases say together, as shares, averages and sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from engine.clocks.calendars import calendars
from engine.feel.surroundings import Surroundings
from engine.library.package import Package
from engine.registers.table import RegisterFilter, contexts, register_named, value_of

MOST_CASES = 10_000  # looked at for one page of figures, the newest
SHARE, AVERAGE, SUM = "share", "average", "sum"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure over the cases of a register.

    `value` is None where no case says anything; a share is in per cent. `cases` is how many said something.
    """

    title: str
    how: str
    value: Decimal | None
    cases: int


def register_figures(
    session: Session, package: Package, key: str, wanted: RegisterFilter, now: datetime
) -> tuple[Figure, ...]:
    """The figures of the cases that the filter lets through. Raises `RegisterNotFound`."""
    register = register_named(package, key)
    around = Surroundings(now=now, calendars=calendars(session))
    said: list[list[Any]] = [[] for _ in register.figures]
    for context in contexts(session, package, key, wanted, now, MOST_CASES):
        for place, figure in enumerate(register.figures):
            said[place].append(value_of(figure.value, context, around))
    return tuple(
        _figure(one.title, one.how, values) for one, values in zip(register.figures, said, strict=True)
    )


def _figure(title: str, how: str, said: Sequence[Any]) -> Figure:
    """Put together what the cases say: of a share only true and false count, else only numbers."""
    share = how == SHARE
    numbers = [Decimal(100 * one if share else one) for one in said if _counts(one, share=share)]
    value = sum(numbers, Decimal(0)) if numbers else None
    if value is not None and how != SUM:
        value /= len(numbers)
    return Figure(title=title, how=how, value=value, cases=len(numbers))


def _counts(value: Any, *, share: bool) -> bool:
    return (
        isinstance(value, bool) if share else isinstance(value, int | Decimal) and not isinstance(value, bool)
    )
