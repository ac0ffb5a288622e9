"""Amounts are read as people write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine.worktime.amount import Amount, add_amount, read_amount
from engine.worktime.calendar import Calendar
from engine.worktime.errors import AmountError


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("20 working days", Amount(words="20 working days", working_days=20)),
        ("1 Working Day", Amount(words="1 working day", working_days=1)),
        ("7.5 working hours", Amount(words="7.5 working hours", working_time=timedelta(hours=7.5))),
        ("56 days", Amount(words="56 days", days=56)),
        ("8 weeks", Amount(words="8 weeks", days=56)),
        ("2 years", Amount(words="2 years", months=24)),
        ("90 minutes", Amount(words="90 minutes", time=timedelta(minutes=90))),
        ("P20D", Amount(words="20 days", days=20)),
        ("P1M2DT3H", Amount(words="1 month 2 days 3 hours", months=1, days=2, time=timedelta(hours=3))),
        ("PT1.5S", Amount(words="1.5 seconds", time=timedelta(seconds=1.5))),
        ("PT0S", Amount(words="no time")),
    ],
)
def test_words_and_iso_durations_are_read(text: str, amount: Amount) -> None:
    assert read_amount(text) == amount


@pytest.mark.parametrize(
    "text",
    ["", "P", "PT", "soon", "-3 days", "1.5 working days", "2 working weeks", "900 years", "20workingdays"],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(AmountError):
        read_amount(text)


def test_calendar_days_keep_the_wall_clock_through_daylight_saving(office: Calendar) -> None:
    start = datetime(2026, 3, 27, 10, tzinfo=UTC)

    assert add_amount(start, read_amount("4 days"), office) == datetime(2026, 3, 31, 9, tzinfo=UTC)
    assert add_amount(start, read_amount("96 hours"), office) == datetime(2026, 3, 31, 10, tzinfo=UTC)


def test_a_month_from_the_31st_ends_with_the_shorter_month(office: Calendar) -> None:
    start = datetime(2026, 1, 31, 10, tzinfo=UTC)

    assert add_amount(start, read_amount("1 month"), office) == datetime(2026, 2, 28, 10, tzinfo=UTC)


def test_an_amount_can_be_taken_away(office: Calendar) -> None:
    due = datetime(2026, 3, 6, 17, tzinfo=UTC)

    assert add_amount(due, read_amount("3 working days").negated, office) == datetime(
        2026, 3, 3, 17, tzinfo=UTC
    )
    assert add_amount(due, read_amount("P1M").negated, office) == datetime(2026, 2, 6, 17, tzinfo=UTC)
