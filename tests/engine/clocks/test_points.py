"""Points are read as owners write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine.clocks.errors import PointError
from engine.clocks.points import instant_of, read_moment
from engine.worktime.amount import read_amount
from engine.worktime.calendar import always_open
from engine.worktime.reckoning import reckon

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("text", "hours"),
    [("75 %", 75), ("100%", 100), ("100 % + 2 hours", 102), ("100 % - 1 day", 76), ("12.5 %", 12.5)],
)
def test_shares_and_offsets_lead_to_an_instant(text: str, hours: float) -> None:
    always = always_open("always", "Always")
    reckoning = reckon(START, read_amount("100 working hours"), always)

    assert instant_of(read_moment(text), reckoning) == START + hours * HOUR


def test_a_pause_taken_comes_on_top_of_every_share() -> None:
    always = always_open("always", "Always")
    reckoning = reckon(START, read_amount("100 hours"), always, 10 * HOUR)

    assert instant_of(read_moment("50 %"), reckoning) == START + 60 * HOUR
    assert instant_of(read_moment("100 %"), reckoning) == START + 110 * HOUR


@pytest.mark.parametrize("text", ["", "soon", "75", "75 % + soon", "75 % * 2 hours"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(PointError):
        read_moment(text)
