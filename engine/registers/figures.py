"""Figures of a register: what its cases say together, as counts, shares, averages, sums and middles."""

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
COUNT, SHARE, AVERAGE, SUM = "count", "share", "average", "sum"
MEDIAN, NINETIETH = "median", "90th percentile"
TRUTHS = frozenset({COUNT, SHARE})  # put together from true and false, the others from numbers


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure over the cases of a register.

    `value` is None where no case says anything, of a count 0; a share is in per cent. `cases` is how many
    said something.
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
    """Put together what the cases say: of a count or share only true and false count, else only numbers."""
    numbers = sorted(Decimal(one) for one in said if _counts(one, truth=how in TRUTHS))
    value = _together(how, numbers) if numbers or how == COUNT else None
    return Figure(title=title, how=how, value=value, cases=len(numbers))


def _together(how: str, numbers: Sequence[Decimal]) -> Decimal:
    """One number out of these, which are sorted; true is 1."""
    if how in (COUNT, SUM):
        return sum(numbers, Decimal(0))
    if how in (MEDIAN, NINETIETH):
        return _quantile(numbers, Decimal("0.5") if how == MEDIAN else Decimal("0.9"))
    return sum(numbers, Decimal(0)) / len(numbers) * (100 if how == SHARE else 1)


def _quantile(numbers: Sequence[Decimal], part: Decimal) -> Decimal:
    """The number below which this part lies, in proportion between two neighbours."""
    place = (len(numbers) - 1) * part
    low = int(place)
    high = min(low + 1, len(numbers) - 1)
    return numbers[low] + (numbers[high] - numbers[low]) * (place - low)


def _counts(value: Any, *, truth: bool) -> bool:
    return (
        isinstance(value, bool) if truth else isinstance(value, int | Decimal) and not isinstance(value, bool)
    )
