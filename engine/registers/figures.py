"""Figures of a register: what its cases say together, as counts, shares, averages, sums and middles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from engine.clocks.calendars import calendars
from engine.feel.surroundings import Surroundings
from engine.library.package import Package
from engine.library.process_settings import RegisterFigure
from engine.registers.table import RegisterFilter, contexts, register_named, value_of

MOST_CASES = 10_000  # looked at for one page of figures, the newest
COUNT, SHARE, AVERAGE, SUM = "count", "share", "average", "sum"
MEDIAN, NINETIETH = "median", "90th percentile"
TRUTHS = frozenset({COUNT, SHARE})  # put together from true and false, the others from numbers

Said = dict[str | None, list[Decimal]]  # what cases say, by currency; true is 1


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure over the cases of a register, of money one for each currency in which there are amounts.

    `value` is None where no case says anything, of a count 0; a share is in per cent. `cases` is how many
    said something. `currency` is None of what is no money, and of amounts whose cases name no currency.
    """

    title: str
    how: str
    value: Decimal | None
    cases: int
    money: bool = False
    currency: str | None = None


def register_figures(
    session: Session, package: Package, key: str, wanted: RegisterFilter, now: datetime
) -> tuple[Figure, ...]:
    """The figures of the cases that the filter lets through. Raises `RegisterNotFound`."""
    register = register_named(package, key)
    around = Surroundings(now=now, calendars=calendars(session))
    said: list[Said] = [defaultdict(list) for _ in register.figures]
    for context in contexts(session, package, key, wanted, now, MOST_CASES):
        for figure, values in zip(register.figures, said, strict=True):
            value = value_of(figure.value, context, around)
            if _counts(value, truth=figure.how in TRUTHS):
                values[_currency(figure, context, around)].append(Decimal(value))
    return tuple(
        found
        for figure, values in zip(register.figures, said, strict=True)
        for found in _figures(figure, values)
    )


def _figures(figure: RegisterFigure, said: Said) -> Iterator[Figure]:
    """Put together what the cases say: amounts of different currencies never, whoever named none last."""
    for currency in sorted(said, key=lambda one: (one is None, one)) or (None,):
        numbers = sorted(said[currency])
        value = _together(figure.how, numbers) if numbers or figure.how == COUNT else None
        yield Figure(
            title=figure.title,
            how=figure.how,
            value=value,
            cases=len(numbers),
            money=figure.currency is not None,
            currency=currency,
        )


def _currency(figure: RegisterFigure, context: Mapping[str, Any], around: Surroundings) -> str | None:
    """The code of a currency, given as text or as an entry of a catalogue; None of what is no money."""
    if figure.currency is None:
        return None
    given = value_of(figure.currency, context, around)
    code = given.get("key") if isinstance(given, Mapping) else given
    return (code.strip() or None) if isinstance(code, str) else None


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
