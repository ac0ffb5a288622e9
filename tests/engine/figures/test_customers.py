"""The mean number of customers, by days."""

from __future__ import annotations

from datetime import date

from engine.figures.customers import mean_customers

KNOWN = {date(2026, 1, 1): 1_000, date(2026, 1, 11): 4_000}


def test_each_number_weighs_by_the_days_it_goes() -> None:
    # five days of 1,000 and ten of 4,000: 45,000 / 15
    assert mean_customers(KNOWN, date(2026, 1, 6), date(2026, 1, 20)) == 3_000
    assert mean_customers(KNOWN, date(2026, 1, 1), date(2026, 1, 10)) == 1_000
    assert mean_customers(KNOWN, date(2026, 2, 1), date(2026, 2, 1)) == 4_000


def test_days_before_the_first_number_have_no_mean() -> None:
    assert mean_customers(KNOWN, date(2025, 12, 31), date(2026, 1, 20)) is None
    assert mean_customers({}, date(2026, 1, 1), date(2026, 1, 2)) is None
