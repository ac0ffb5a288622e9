"""Cycles inside a case: the wall clock of the office, both changes of the clocks, month ends, leap days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from engine.bpmn.execution import Execution
from engine.bpmn.schedule import FOREVER, Schedule, schedule
from engine.feel.surroundings import Surroundings
from engine.worktime.calendar import Calendar
from tests.engine.bpmn.drawing import Drawing
from tests.engine.bpmn.walk import Walk

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
OFFICE = Calendar(key="office", title="Office", zone="Europe/Amsterdam", week={})


class Dutch(Walk):
    """A case of an office in Amsterdam."""

    @property
    def around(self) -> Surroundings:
        return Surroundings(now=self.now, calendars={"office": OFFICE})


def local(text: str, fold: int = 0) -> datetime:
    """An instant told on the wall clock of Amsterdam."""
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM, fold=fold).astimezone(UTC)


def firings(text: str, since: datetime) -> Iterator[str]:
    """When a cycle that is armed at this instant fires, on the wall clock, each time a minute late."""
    at: Schedule | None = schedule("cycle", text, since, AMSTERDAM)
    while at is not None:
        yield at.due.astimezone(AMSTERDAM).strftime("%m-%d %H:%M")
        at = at.next(at.due + timedelta(minutes=1), AMSTERDAM)


def first_ones(text: str, count: int, since: datetime) -> list[str]:
    return [fired for fired, _ in zip(firings(text, since), range(count), strict=False)]


@pytest.mark.parametrize("day", ["2026-03-27", "2026-10-23"])
def test_nine_stays_nine_over_both_changes_of_the_clocks(day: str) -> None:
    fired = first_ones("R/P1D", 4, local(f"{day}T09:00"))

    assert [one[-5:] for one in fired] == ["09:00"] * 4


@pytest.mark.parametrize("text", ["R/2026-03-28T09:00:00Z/P1D", "R/2026-03-28T10:00:00+01:00/P1D"])
def test_a_fixed_offset_knows_no_change_of_the_clocks(text: str) -> None:
    assert first_ones(text, 3, local("2026-03-27T12:00")) == ["03-28 10:00", "03-29 11:00", "03-30 11:00"]


def test_a_cycle_that_names_its_zone_stays_there() -> None:
    fired = first_ones("R/2026-03-28T09:00:00@America/New_York/P1D", 3, local("2026-03-27T12:00"))

    assert fired == ["03-28 14:00", "03-29 15:00", "03-30 15:00"]


def test_hours_are_exact_over_both_changes_of_the_clocks() -> None:
    assert first_ones("R/PT1H", 3, local("2026-03-29T00:00")) == ["03-29 01:00", "03-29 03:00", "03-29 04:00"]
    autumn = first_ones("R/PT30M", 5, local("2026-10-25T02:00"))
    assert autumn == ["10-25 02:30", "10-25 02:00", "10-25 02:30", "10-25 03:00", "10-25 03:30"]


def test_hours_that_begin_in_the_second_of_two_equal_hours_go_on_from_there() -> None:
    assert first_ones("R/PT1H", 2, local("2026-10-25T02:30", fold=1)) == ["10-25 03:30", "10-25 04:30"]


def test_an_hour_that_is_skipped_is_taken_an_hour_later_and_only_that_day() -> None:
    assert first_ones("R/P1D", 3, local("2026-03-27T02:30")) == ["03-28 02:30", "03-29 03:30", "03-30 02:30"]
    assert first_ones("R/2026-03-29T02:30:00/P1D", 2, local("2026-03-28T12:00")) == [
        "03-29 03:30",
        "03-30 02:30",
    ]


@pytest.mark.parametrize("fold", [0, 1])
def test_an_hour_that_comes_twice_is_taken_once(fold: int) -> None:
    first = schedule("cycle", "R/P1D", local("2026-10-24T02:30"), AMSTERDAM)

    second = first.next(local("2026-10-25T02:30", fold), AMSTERDAM)

    assert first.due == local("2026-10-25T02:30", fold=0)
    assert second is not None
    assert second.due == local("2026-10-26T02:30")


def test_the_31st_comes_back_after_february_with_and_without_a_begin() -> None:
    months = ["02-28 09:00", "03-31 09:00", "04-30 09:00"]

    assert first_ones("R/P1M", 3, local("2026-01-31T09:00")) == months
    assert first_ones("R/2026-01-31T09:00:00/P1M", 4, local("2026-01-01T09:00"))[1:] == months


def test_the_leap_day_comes_back() -> None:
    days = first_ones("R/P1Y", 4, local("2028-02-29T09:00"))

    assert days == ["02-28 09:00", "02-28 09:00", "02-28 09:00", "02-29 09:00"]


def test_what_was_missed_over_a_change_of_the_clocks_is_passed_over() -> None:
    first = schedule("cycle", "R3/P1D", local("2026-03-20T09:00"), AMSTERDAM)

    second = first.next(local("2026-04-02T10:00"), AMSTERDAM)

    assert second is not None
    assert (second.due, second.left) == (local("2026-04-03T09:00"), 1)


def test_a_cycle_armed_before_beginnings_were_kept_goes_on_from_its_last_firing() -> None:
    old = Schedule(due=local("2026-03-28T09:00"), every="P1D", left=FOREVER)

    second = old.next(local("2026-03-28T09:01"), AMSTERDAM)

    assert second is not None
    assert second.due == local("2026-03-29T09:00")
    assert second.begin == "2026-03-28T09:00:00@Europe/Amsterdam"


def test_time_ends_for_a_cycle_too() -> None:
    assert len(list(firings("R/P3000Y", local("2026-03-01T09:00")))) == 2


def reminding() -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.user("a")
    drawing.path("start", "a")
    drawing.boundary("late", "a", timer=("cycle", "R/P1M"), interrupting=False)
    drawing.user("told")
    drawing.path("late", "told")
    return drawing


@pytest.mark.parametrize("restart", [False, True])
def test_a_case_keeps_hour_and_day_of_its_reminders(restart: bool) -> None:
    walk = Dutch(reminding(), restart=restart)
    walk.now = local("2026-01-31T09:00")
    walk.case = Execution.open(walk.model, "p", variables={}, around=walk.around, constants={})

    due = []
    for _ in range(3):
        due.append(walk.position.timers[0].due)
        walk.now = due[-1]
        walk.fire("late")

    assert due == [local("2026-02-28T09:00"), local("2026-03-31T09:00"), local("2026-04-30T09:00")]
