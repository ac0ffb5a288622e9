"""The test of two rates against figures computed by hand."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest

from engine.figures.chance import MOST_EXACT, chance, compared


def test_the_chance_is_that_of_the_exact_test() -> None:
    assert chance(3, 0, Fraction(1, 2)) == Fraction(1, 8)
    assert chance(0, 0, Fraction(1, 2)) == 1
    # X binomial over 4 with 1/3: P(X <= 1) = (16 + 4 * 8) / 81
    assert chance(3, 1, Fraction(1, 3)) == Fraction(48, 81)


def test_each_term_is_the_binomial_one() -> None:
    share = Fraction(301, 1000)
    terms = (comb(31, k) * share**k * (1 - share) ** (31 - k) for k in range(8))

    assert chance(24, 7, share) == sum(terms, Fraction(0))


def test_where_all_the_time_lies_on_one_side_nothing_is_left_to_chance() -> None:
    assert (chance(0, 5, Fraction(1)), chance(1, 5, Fraction(1))) == (1, 0)
    assert chance(2, 0, Fraction(0)) == 1


def test_two_periods_are_compared_in_both_directions() -> None:
    fewer, more = compared(8, 2), compared(2, 8)

    # P(X <= 2) of 10 halves: (1 + 10 + 45) / 1024, doubled
    assert fewer.chance == more.chance == pytest.approx(112 / 1024)
    assert (fewer.percent, more.percent) == (-75, 300)


def test_equal_periods_are_chance_and_nothing_before_has_no_change_in_per_cent() -> None:
    assert compared(5, 5).chance == 1
    assert compared(0, 4).percent is None
    assert (compared(0, 0).percent, compared(0, 0).chance) == (None, 1)


def test_many_cases_are_compared_by_the_normal_curve_as_by_the_exact_test() -> None:
    before, now = MOST_EXACT // 2 + 50, MOST_EXACT // 2 - 30
    exact = 2 * float(chance(before, now, Fraction(1, 2)))

    assert before + now > MOST_EXACT
    assert compared(before, now).chance == pytest.approx(exact, abs=0.001)
