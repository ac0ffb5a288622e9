"""Drawn timers: due once, at their time, also after downtime."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.cases.models import Incident
from engine.commands.due import carrier, run_due, run_until
from engine.commands.retry_incident import retry_incident
from engine.work import execute
from engine.work.models import Work
from tests.engine.commands.desk import MONDAY, Desk
from tests.engine.commands.package import PackageBuilder, text


def reminding() -> PackageBuilder:
    """A task with a reminder after two days that does not disturb it."""
    return (
        PackageBuilder()
        .start()
        .user("answer")
        .end()
        .on_timer("late", "answer", "P2D", interrupting=False)
        .user("remind", lane="Team lead")
        .end("reminded")
        .flow("start", "answer", "end")
        .flow("late", "remind", "reminded")
    )


def test_nothing_happens_before_the_time(desk: Desk) -> None:
    desk.deploy(reminding().build())
    desk.open()

    desk.wait(days=1, hours=23)

    assert desk.open_tasks() == ["answer"]


def test_a_reminder_comes_at_its_time_and_leaves_the_task_open(desk: Desk) -> None:
    desk.deploy(reminding().build())
    opened = desk.open()

    desk.wait(days=2)

    assert desk.open_tasks() == ["answer", "remind"]
    assert "timer fired" in desk.verbs(opened)


def test_a_timer_fires_once(desk: Desk) -> None:
    desk.deploy(reminding().build())
    desk.open()
    desk.wait(days=2)

    assert desk.work() == 0
    desk.wait(days=10)

    assert desk.open_tasks() == ["answer", "remind"]


def test_a_timer_of_a_completed_task_is_taken_off_the_list(desk: Desk) -> None:
    desk.deploy(reminding().build())
    desk.open()

    desk.complete("ana", "answer")

    assert [row.kind for row in desk.rows(Work) if row.state == "ready"] == []


def test_an_interrupting_timer_ends_the_task(desk: Desk) -> None:
    builder = (
        PackageBuilder()
        .start()
        .user("answer")
        .end()
        .on_timer("too_late", "answer", "PT4H")
        .user("apologise")
        .end("sorry")
        .flow("start", "answer", "end")
        .flow("too_late", "apologise", "sorry")
    )
    desk.deploy(builder.build())
    desk.open()

    desk.wait(hours=4)

    assert desk.open_tasks() == ["apologise"]


def test_time_passes_in_order(desk: Desk) -> None:
    builder = (
        PackageBuilder()
        .start()
        .timer("first", "P1D")
        .timer("second", "P1D")
        .end()
        .flow("start", "first", "second", "end")
    )
    desk.deploy(builder.build())
    opened = desk.open()

    with desk.database.write() as session:
        from engine.work.travel import travel_to

        travel_to(session, desk.settings, MONDAY)
    run_until(desk.database, desk.settings, MONDAY + timedelta(days=3))

    fired = [entry.at for entry in desk.timeline(opened) if entry.verb == "timer fired"]
    assert fired == [MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)]
    assert desk.case(opened).state == "ended"


def test_after_downtime_a_timer_fires_late_and_says_when_it_was_due(desk: Desk) -> None:
    desk.deploy(reminding().build())
    opened = desk.open()

    run_due(carrier(desk.database, desk.settings, MONDAY + timedelta(days=30)))

    entry = next(entry for entry in desk.timeline(opened) if entry.verb == "timer fired")
    assert entry.at == MONDAY + timedelta(days=30)
    assert entry.content["due"] == (MONDAY + timedelta(days=2)).isoformat()


def circling(when: str) -> PackageBuilder:
    """A timer that leads back to itself, beside a task."""
    return (
        PackageBuilder()
        .start()
        .gateway("split", "parallel")
        .user("answer", form="answer")
        .end()
        .gateway("again")
        .timer("pause", when)
        .gateway("enough", default="again")
        .end("over")
        .flow("start", "split", "answer", "end")
        .flow("split", "again", "pause", "enough")
        .flow("enough", "again")
        .flow("enough", "over", when='=enough = "yes"')
        .form("answer", text("enough"))
    )


@pytest.fixture
def few_rounds(monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(execute, "MOST_ROUNDS", 20)
    return 20


@pytest.mark.parametrize("when", ["PT0S", "PT0.5S"])
def test_a_timer_that_is_always_due_already_becomes_an_incident_with_the_reason(
    desk: Desk, few_rounds: int, when: str
) -> None:
    desk.deploy(circling(when).build())
    opened = desk.open()

    for _ in range(2 * few_rounds):
        desk.wait(seconds=0.5)

    assert desk.verbs(opened).count("timer fired") == few_rounds + 1
    (incident,) = desk.rows(Incident)
    assert (incident.kind, incident.code, incident.element) == ("timer", "in-circles", "pause")
    assert "without a person and without time passing" in incident.reason
    assert desk.open_tasks() == ["answer"]


def test_rounds_with_time_between_them_are_never_too_many(desk: Desk, few_rounds: int) -> None:
    desk.deploy(circling("PT1S").build())
    opened = desk.open()

    for _ in range(2 * few_rounds):
        desk.wait(seconds=1)

    assert desk.verbs(opened).count("timer fired") == 2 * few_rounds
    assert desk.incidents() == []


def test_a_circle_that_was_mended_goes_on_after_a_retry(desk: Desk, few_rounds: int) -> None:
    desk.deploy(circling("PT0S").build())
    opened = desk.open()
    desk.work()
    (incident,) = desk.rows(Incident)

    desk.complete("ana", "answer", enough="yes")
    desk.do("sue", retry_incident, incident.id)
    desk.work()

    assert desk.incidents() == []
    assert desk.case(opened).state == "ended"
