"""Whether two counts differ by more than chance: the exact test of two Poisson rates."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import erfc, sqrt

MOST_EXACT = 2_000  # cases; beyond, the normal curve gives the same to three places and at once


@dataclass(frozen=True, kw_only=True)
class Change:
    """A count beside that of an equally long time before.

    `percent` is None where there was nothing before. `chance` is how often so large a difference, in either
    direction, appears although nothing changed.
    """

    now: int
    before: int
    percent: float | None
    chance: float


def chance(before: int, after: int, share: Fraction) -> Fraction:
    """P(X <= after) for X binomial over all cases, where `share` (0 to 1) is the part of the time after."""
    total, part, rest = before + after, share.numerator, share.denominator - share.numerator
    if not rest:
        return Fraction(before == 0)
    # In whole numbers, each term from the one before it: binomials afresh would take minutes.
    term = added = rest**total
    for k in range(after):
        term = term * (total - k) * part // ((k + 1) * rest)
        added += term
    return Fraction(added, share.denominator**total)


def compared(before: int, now: int) -> Change:
    """Two counts of equally long times. Nobody said beforehand which way, so the one-sided chance doubles."""
    return Change(
        now=now,
        before=before,
        percent=(now - before) * 100 / before if before else None,
        chance=min(1.0, 2 * _tail(max(before, now), min(before, now))),
    )


def _tail(more: int, fewer: int) -> float:
    total = more + fewer
    if total <= MOST_EXACT:
        return float(chance(more, fewer, Fraction(1, 2)))
    # The binomial's normal curve with half a case of continuity.
    return erfc((total / 2 - fewer - 0.5) / sqrt(total / 4) / sqrt(2)) / 2
