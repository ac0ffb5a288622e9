"""A due time explains itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from engine.worktime.amount import read_amount
from engine.worktime.calendar import Calendar
from engine.worktime.reckoning import measure, reckon, say_span


def test_the_words_name_amount_calendar_start_due_and_holidays(office: Calendar) -> None:
    received = datetime(2026, 3, 16, 10, 15, tzinfo=UTC)

    reckoning = reckon(received, read_amount("20 working days"), office)

    assert reckoning.words == (
        "20 working days of calendar Office from Mon 16 Mar 2026 10:15 to Wed 15 Apr 2026 17:00; "
        "holidays skipped: Fri 3 Apr 2026 Good Friday, Mon 6 Apr 2026 Easter Monday"
    )


def test_a_pause_moves_the_end_by_its_working_time(office: Calendar) -> None:
    received = datetime(2026, 3, 2, 10, tzinfo=UTC)
    amount = read_amount("2 working days")
    paused = measure(
        datetime(2026, 3, 3, 9, tzinfo=UTC), datetime(2026, 3, 3, 11, tzinfo=UTC), amount, office
    )

    reckoning = reckon(received, amount, office, paused)

    assert reckoning.due == datetime(2026, 3, 5, 11, tzinfo=UTC)
    assert reckoning.words.endswith("; paused for 2 h of working time")


def test_calendar_days_have_no_holidays_and_count_pauses_as_they_are(office: Calendar) -> None:
    received = datetime(2026, 4, 1, 10, tzinfo=UTC)

    reckoning = reckon(received, read_amount("8 weeks"), office, timedelta(days=1))

    assert reckoning.due == datetime(2026, 5, 28, 10, tzinfo=UTC)
    assert reckoning.holidays == ()


def test_the_end_of_a_day_is_said_as_such(always: Calendar) -> None:
    received = datetime(2026, 3, 2, 10, tzinfo=UTC)

    reckoning = reckon(received, read_amount("1 working day"), always)

    assert reckoning.words.endswith("to the end of Tue 3 Mar 2026")


def test_spans_are_said_in_days_hours_and_minutes() -> None:
    assert say_span(timedelta(days=1, hours=3, minutes=20)) == "1 day 3 h 20 min"
    assert say_span(timedelta(seconds=4)) == "less than a minute"
