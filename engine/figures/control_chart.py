"""Control charts: whether a figure only varies as it always does, or something has changed.

Limits as in ISO 7870-2; runs after Western Electric (eight on one side) and Nelson (six that rise or fall).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import sqrt
from statistics import fmean

LEAST = 8  # points; limits from fewer say more about luck than about the process
PER_RANGE = 2.66  # three standard deviations in mean moving ranges of two points: 3 / 1.128
SIGMAS = 3
RUN = 8
TREND = 6
ABOVE, BELOW, HIGH, LOW, RISING, FALLING = "above", "below", "high", "low", "rising", "falling"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Where points are expected. A count is never below 0, and neither is the lower limit."""

    centre: float
    lower: float
    upper: float


@dataclass(frozen=True, kw_only=True)
class Signal:
    """Points that mere chance hardly makes: `kind` and the first and the last of them, counted from 0.

    Kinds: one point `above` or `below` the limits; a run on the `high` or `low` side of the centre; a run of
    points `rising` or `falling`, each beyond the one before it.
    """

    kind: str
    first: int
    last: int


def moving_range_limits(values: Sequence[int]) -> Limits:
    """Individuals chart: the mean, and 2.66 mean moving ranges to each side. Needs two values or more."""
    centre = fmean(values)
    reach = PER_RANGE * fmean(abs(right - left) for left, right in pairwise(values))
    return Limits(centre=centre, lower=max(0.0, centre - reach), upper=centre + reach)


def count_limits(values: Sequence[int]) -> Limits:
    """c-chart: the mean, and three square roots of it to each side, as counts by chance alone vary."""
    centre = fmean(values)
    reach = SIGMAS * sqrt(centre)
    return Limits(centre=centre, lower=max(0.0, centre - reach), upper=centre + reach)


def signals(values: Sequence[int], limits: Limits) -> tuple[Signal, ...]:
    """What is out of the ordinary, by its first point. A point on the centre line ends a run."""
    found = [
        Signal(kind=ABOVE if value > limits.upper else BELOW, first=place, last=place)
        for place, value in enumerate(values)
        if not limits.lower <= value <= limits.upper
    ]
    found += _runs(values, lambda value: _sign(value - limits.centre), RUN, (HIGH, LOW))
    steps = [right - left for left, right in pairwise(values)]
    for one in _runs(steps, _sign, TREND - 1, (RISING, FALLING)):
        found.append(Signal(kind=one.kind, first=one.first, last=one.last + 1))
    return tuple(sorted(found, key=lambda one: (one.first, one.last)))


def _runs(
    values: Sequence[float], side: Callable[[float], int], least: int, kinds: tuple[str, str]
) -> Iterator[Signal]:
    """Every stretch of at least so many values on one side."""
    begin = 0
    for sign, stretch in groupby(values, side):
        length = len(list(stretch))
        if sign and length >= least:
            yield Signal(kind=kinds[0 if sign > 0 else 1], first=begin, last=begin + length - 1)
        begin += length


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)
