"""Timers: ISO 8601 texts and FEEL values, reckoned from a given instant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine.bpmn.errors import TimerUnreadable
from engine.bpmn.graph.timing import FOREVER, add_duration, zone_of
from engine.bpmn.schedule import Schedule, check_timer, schedule
from engine.feel.surroundings import Surroundings
from engine.worktime.calendar import Calendar
from tests.engine.bpmn.drawing import Drawing, zeebe
from tests.engine.bpmn.found import findings
from tests.engine.bpmn.walk import MONDAY, Walk

BERLIN = Calendar(key="office", title="Office", zone="Europe/Berlin", week={})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PT1H", "2026-01-31T13:00"),
        ("P1M", "2026-02-28T12:00"),
        ("P1Y1M1DT1S", "2027-03-01T12:00:01"),
        ("P2W", "2026-02-14T12:00"),
        ("-P1D", "2026-01-30T12:00"),
        ("PT0.5S", "2026-01-31T12:00:00.500000"),
    ],
)
def test_durations_count_from_their_beginning(text: str, expected: str) -> None:
    start = datetime(2026, 1, 31, 12, tzinfo=UTC)

    assert add_duration(start, text) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "P", "PT", "1H", "P1H", "PT1X", "P1.5M", "P99999999999Y", "two days"])
def test_what_is_no_duration_is_said_to_be_none(text: str) -> None:
    with pytest.raises(TimerUnreadable):
        schedule("duration", text, MONDAY, UTC)


def test_a_date_means_its_beginning_in_the_zone_of_the_office() -> None:
    zone = zone_of(Surroundings(now=MONDAY, calendars={"office": BERLIN}))

    assert schedule("date", "2026-03-05", MONDAY, zone).due == datetime(2026, 3, 4, 23, tzinfo=UTC)
    assert schedule("date", "2026-03-05T10:00", MONDAY, zone).due == datetime(2026, 3, 5, 9, tzinfo=UTC)
    assert schedule("date", "2026-03-05T10:00Z", MONDAY, zone).due == datetime(2026, 3, 5, 10, tzinfo=UTC)
    there = schedule("date", "2026-03-05T10:00:00@Asia/Tokyo", MONDAY, zone).due
    assert there == datetime(2026, 3, 5, 1, tzinfo=UTC)


def test_cycles_know_how_often_and_how_far_apart() -> None:
    assert schedule("cycle", "R3/PT1H", MONDAY, UTC) == Schedule(
        due=MONDAY + timedelta(hours=1), every="PT1H", left=2
    )
    assert schedule("cycle", "R/P1D", MONDAY, UTC).left == FOREVER
    dated = schedule("cycle", "R/2026-03-03T08:00:00Z/P1W", MONDAY, UTC)
    assert dated.due == datetime(2026, 3, 3, 8, tzinfo=UTC)


def test_what_was_missed_is_passed_over_at_once() -> None:
    cycle = schedule("cycle", "R/PT1S", MONDAY, UTC)
    monthly = Schedule(due=datetime(2026, 1, 31, tzinfo=UTC), every="P1M", left=FOREVER)

    later = cycle.next(MONDAY + timedelta(days=3650), UTC)
    assert later is not None
    assert later.due == MONDAY + timedelta(days=3650, seconds=1)
    after = monthly.next(datetime(2031, 5, 1, tzinfo=UTC), UTC)
    assert after is not None
    assert datetime(2031, 5, 1, tzinfo=UTC) < after.due <= datetime(2031, 6, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("cycle", "R0/PT1H"),
        ("cycle", "PT1H"),
        ("cycle", "R/-PT1H"),
        ("duration", "-P1D"),
        ("date", "soon"),
        ("date", "2026-02-30"),
        ("date", "2026-03-01T00:00@Nowhere/Land"),
    ],
)
def test_static_texts_are_checked_when_they_are_read(kind: str, text: str) -> None:
    with pytest.raises(TimerUnreadable):
        check_timer(kind, text)


def timed(kind: str, text: str) -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.catch("pause", timer=(kind, text))
    drawing.path("start", "pause")
    return drawing


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("duration", '=duration("PT" + string(hours) + "H")', MONDAY + timedelta(hours=4)),
        ("duration", "=pause", MONDAY + timedelta(minutes=90)),
        ("date", '=now() + duration("P1D")', MONDAY + timedelta(days=1)),
        ("date", '=date("2026-03-09")', datetime(2026, 3, 9, tzinfo=UTC)),
        ("date", "=add working days(now(), 3)", MONDAY + timedelta(days=3, hours=8)),
        ("cycle", '="R2/PT" + string(hours) + "H"', MONDAY + timedelta(hours=4)),
    ],
)
def test_expressions_are_evaluated_when_the_timer_is_armed(kind: str, text: str, expected: datetime) -> None:
    week = {day: ((MONDAY.time().replace(hour=9), MONDAY.time().replace(hour=17)),) for day in range(5)}
    office = Calendar(key="office", title="Office", zone="UTC", week=week)

    class Office(Walk):
        @property
        def around(self) -> Surroundings:
            return Surroundings(now=self.now, calendars={"office": office})

    walk = Office(timed(kind, text), variables={"hours": 4, "pause": "PT90M"})

    assert [timer.due for timer in walk.position.timers] == [expected]


@pytest.mark.parametrize("value", [None, 1, "tomorrow", [1]])
def test_an_expression_that_gives_no_time_leaves_the_token_stuck(value: object) -> None:
    assert Walk(timed("duration", "=given"), variables={"given": value}).stuck == [("pause", "timer")]


@pytest.mark.parametrize("text", ["=1", '="tomorrow"', "=[1]", '=duration("-PT1H")'])
def test_an_expression_that_never_gives_a_time_is_refused(text: str) -> None:
    assert findings(timed("duration", text)) == {("pause", "timer")}


def test_due_on_a_day_means_by_its_end() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.user("a", zeebe("taskSchedule", dueDate='=date("2026-03-04")', followUpDate="2026-03-03"))
    drawing.path("start", "a")

    task = Walk(drawing).position.tasks[0]

    assert task.due == datetime(2026, 3, 5, tzinfo=UTC)
    assert task.follow_up == datetime(2026, 3, 3, tzinfo=UTC)
