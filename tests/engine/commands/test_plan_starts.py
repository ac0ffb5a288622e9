"""Cases that the calendar opens: each instant once, missed ones once altogether."""

from __future__ import annotations

from datetime import datetime, timedelta

from engine.cases.models import Case
from engine.commands.plan_starts import plan_starts
from engine.library.package import Package
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder


def reviewed(cycle: str) -> Package:
    """A review that the calendar opens."""
    return PackageBuilder().start_by_timer(cycle).user("review").end().flow("start", "review", "end").build()


def plan(desk: Desk) -> None:
    """As the beat does with every tick."""
    with desk.database.write() as session:
        plan_starts(session, desk.now)


def opened_at(desk: Desk) -> list[datetime]:
    """When the cases were opened."""
    return sorted(case.opened_at for case in desk.rows(Case))


def test_a_case_opens_at_each_instant(desk: Desk) -> None:
    desk.deploy(reviewed("R/P1D"))
    begin = desk.now

    for _ in range(49):
        plan(desk)
        desk.wait(hours=1)

    assert opened_at(desk) == [begin + timedelta(days=1), begin + timedelta(days=2)]


def test_planning_twice_opens_nothing_twice(desk: Desk) -> None:
    desk.deploy(reviewed("R/P1D"))

    for _ in range(3):
        plan(desk)
    desk.wait(days=1)
    plan(desk)
    desk.work()

    assert len(opened_at(desk)) == 1


def test_what_was_missed_is_opened_once(desk: Desk) -> None:
    desk.deploy(reviewed("R/P1D"))

    desk.now += timedelta(days=10, hours=1)
    plan(desk)
    desk.work()

    assert opened_at(desk) == [desk.now]


def test_instants_before_the_deployment_are_nobodys(desk: Desk) -> None:
    desk.deploy(reviewed("R/2020-01-01T00:00:00Z/P1Y"))

    plan(desk)
    desk.work()

    assert opened_at(desk) == []
