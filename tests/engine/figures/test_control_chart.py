"""Control charts against figures computed by hand."""

from __future__ import annotations

import pytest

from engine.figures.control_chart import Limits, Signal, count_limits, moving_range_limits, signals

FIVE = Limits(centre=5, lower=0, upper=10)


def test_limits_lie_2_66_mean_moving_ranges_from_the_mean() -> None:
    limits = moving_range_limits([10, 12, 9, 11, 13])

    # mean 55 / 5 = 11; moving ranges 2, 3, 2, 2: mean 2.25; 2.66 * 2.25 = 5.985
    assert (limits.centre, limits.lower, limits.upper) == pytest.approx((11, 5.015, 16.985))


def test_limits_of_counts_lie_three_roots_of_the_mean_away_and_never_below_nothing() -> None:
    assert count_limits([15, 17, 16]) == Limits(centre=16, lower=4, upper=28)
    assert count_limits([3, 4, 5]) == Limits(centre=4, lower=0, upper=10)


def test_values_that_never_vary_have_nothing_out_of_the_ordinary() -> None:
    assert signals([4] * 12, moving_range_limits([4] * 12)) == ()
    assert signals([0] * 12, count_limits([0] * 12)) == ()


def test_a_point_beyond_a_limit_is_told_and_one_on_it_is_not() -> None:
    found = signals([10, 11, 4, 6, 1], Limits(centre=5, lower=2, upper=10))

    assert found == (Signal(kind="above", first=1, last=1), Signal(kind="below", first=4, last=4))


def test_eight_on_one_side_are_a_run_and_seven_are_none() -> None:
    assert signals([6, 7] * 3 + [6, 4], FIVE) == ()
    assert signals([4] + [6, 7] * 4 + [4], FIVE) == (Signal(kind="high", first=1, last=8),)
    assert signals([4, 3] * 5, FIVE) == (Signal(kind="low", first=0, last=9),)


def test_a_point_on_the_centre_line_ends_a_run() -> None:
    assert signals([6, 7, 6, 7, 5, 6, 7, 6, 7], FIVE) == ()


def test_six_that_rise_or_fall_are_a_trend_and_five_are_none() -> None:
    assert signals([2, 3, 4, 6, 7, 7], FIVE) == ()
    assert signals([2, 3, 4, 6, 7, 8, 1], FIVE) == (Signal(kind="rising", first=0, last=5),)
    assert signals([2, 9, 8, 7, 4, 3, 2], FIVE) == (Signal(kind="falling", first=1, last=6),)
