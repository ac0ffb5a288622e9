"""Migrating what a case waits for: timers, messages and clocks go by the new version."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from engine.cases.models import Wait
from engine.clocks.models import Clock
from engine.library.package import Package
from engine.work.models import Work
from tests.engine.commands.desk import MONDAY, Desk
from tests.engine.commands.migration import migrated, told
from tests.engine.commands.package import PackageBuilder, text, two_steps


def reminded(after: str) -> PackageBuilder:
    """One task with a reminder."""
    return (
        PackageBuilder()
        .start()
        .user("register", form="register")
        .on_timer("late", "register", after, interrupting=False)
        .user("remind", form="register")
        .end()
        .end("reminded")
        .flow("start", "register", "end")
        .flow("late", "remind", "reminded")
        .form("register", text("subject"))
    )


def timers(desk: Desk) -> list[timedelta]:
    """When pending timers are due, from Monday at nine."""
    with desk.database.read() as session:
        rows = session.scalars(select(Work).where(Work.kind == "timer", Work.state == "ready"))
        return [row.due_at - MONDAY for row in rows]


def test_a_changed_timer_counts_from_when_its_task_opened(desk: Desk) -> None:
    desk.deploy(reminded("P3D").build())
    desk.open()
    desk.wait(days=1)

    migrated(desk, reminded("P5D").build())

    assert timers(desk) == [timedelta(days=5)]
    assert told(desk)[0]["dates"] == ["late: 2026-03-07 09:00 UTC instead of 2026-03-05 09:00 UTC"]
    desk.wait(days=3)
    assert desk.open_tasks() == ["register"]
    desk.wait(days=1)
    assert desk.open_tasks() == ["register", "remind"]


def test_a_timer_due_meanwhile_rings_at_once_and_only_once(desk: Desk) -> None:
    desk.deploy(reminded("P9D").build())
    desk.open()
    desk.wait(days=4)

    migrated(desk, reminded("P3D").build())
    desk.wait(days=30)

    assert desk.open_tasks() == ["register", "remind"]


def test_the_moment_is_known_through_two_migrations_and_another_name(desk: Desk) -> None:
    desk.deploy(reminded("P3D").build())
    desk.open()
    desk.wait(days=1)
    other = (
        PackageBuilder()
        .start()
        .user("intake", form="register")
        .end()
        .flow("start", "intake", "end")
        .form("register", text("subject"))
    )
    migrated(desk, other.build(), register="intake")
    assert timers(desk) == []
    desk.wait(hours=1)

    migrated(desk, reminded("P5D").build(), intake="register")

    assert timers(desk) == [timedelta(days=5)]


def listening(message: str, form: str) -> PackageBuilder:
    """A case that waits for the customer's word."""
    builder = PackageBuilder().start().catch("said", message, form=form).end()
    return builder.flow("start", "said", "end").form(form, text("words"))


def test_a_message_is_awaited_as_the_new_version_says(desk: Desk) -> None:
    desk.deploy(listening("word", "a").build())
    desk.open()
    (before,) = desk.rows(Wait)

    migrated(desk, listening("further word", "b").build())

    (wait,) = desk.rows(Wait)
    assert (wait.id, wait.name, wait.form) == (before.id, "further word", "b")


def test_a_clock_the_new_version_does_not_know_stops_and_a_new_one_starts_at_receipt(desk: Desk) -> None:
    def promising(key: str) -> Package:
        clock = {"title": key, "kind": "service", "target": "2 working days", "calendar": "office"}
        return two_steps().settings(clocks={key: clock}).build()

    desk.deploy(promising("answer"))
    desk.open()
    desk.wait(days=1)

    migrated(desk, promising("decision"))

    clocks = {clock.key: (clock.state, clock.started_at) for clock in desk.rows(Clock)}
    assert clocks == {"answer": ("cancelled", MONDAY), "decision": ("running", MONDAY)}
    with desk.database.read() as session:
        assert {row.ref for row in session.scalars(select(Work).where(Work.kind == "clock"))} <= {"decision"}


def test_a_new_due_date_may_be_what_a_clock_promises(desk: Desk) -> None:
    clock = {"title": "Answer", "kind": "service", "target": "2 working days", "calendar": "office"}
    desk.deploy(two_steps().settings(clocks={"answer": clock}).build())
    desk.open()
    dated = PackageBuilder().start().user("register", form="register", due="=clocks.answer.due").end()
    dated.flow("start", "register", "end").form("register", text("subject"))

    migrated(desk, dated.settings(clocks={"answer": clock}).build())

    (answer,) = desk.rows(Clock)
    assert desk.task("register").due_at == answer.due_at
