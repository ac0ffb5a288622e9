"""Dates and times from text."""

from __future__ import annotations

import pytest

from engine.feel.temporal.reading import read_any, read_date, read_moment, read_time

ROUND_TRIPS = [
    "2026-03-02",
    "-2026-03-02",
    "0000-01-01",
    "99999-12-31",
    "09:30:00",
    "09:30:00.5",
    "09:30:00Z",
    "09:30:00+01:35",
    "09:30:00-02:45:55",
    "09:30:00@Europe/Paris",
    "2026-03-02T09:30:00",
    "2026-03-02T09:30:00.123456789@Europe/Paris",
    "-999999999-12-31T23:59:59.999999999+02:00",
    "P1Y2M",
    "-P100Y",
    "P0M",
    "P2DT3H4M5.6S",
    "-PT1H",
    "PT0S",
]


@pytest.mark.parametrize("text", ROUND_TRIPS)
def test_what_was_read_is_written_the_same(text: str) -> None:
    assert str(read_any(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "2026-3-2",
        "2026-02-29",
        "998-12-31",
        "01211-12-31",
        "+2026-03-02",
        "9999999999-12-27",
        "2026-13-01",
        "٢٠٢٦-03-02",
        "",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|day"):
        read_date(text)


@pytest.mark.parametrize(
    "text",
    [
        *("7:00:00", "07:00", "25:00:00", "24:00:01", "07:60:00", "07:00:61", "07:00:00+19:00", "07:00:00+5"),
        *("07:00:00@Nowhere/Land", "07:00:00+02:00@Europe/Paris", "07:00:00@../../etc/passwd", "07:00:00T"),
    ],
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"time|offset"):
        read_time(text)


def test_midnight_at_the_end_of_a_day_is_the_next_day() -> None:
    assert str(read_moment("2025-12-31T24:00:00Z")) == "2026-01-01T00:00:00Z"


@pytest.mark.parametrize("text", ["P", "P0", "1Y", "P1H", "P1S", "PT", "P1DT", "P1Y1D", "P1.5D", "PT1M1H"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"duration|date"):
        read_any(text)
