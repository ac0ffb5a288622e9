"""Procrastinate's tables emptied in the middle of work: its rows are no truth of ours, so nothing is lost."""

from __future__ import annotations

from sqlalchemy import func, select

from engine.scheduler.carrier_store import install
from engine.work.models import PENDING, Work
from tests.engine.scheduler.hands import empty_the_carrier
from tests.faults.amounts import times
from tests.faults.checking import check
from tests.faults.hands import serve, toil
from tests.faults.world import World, until

TRUNCATIONS, CASES = 10, 20


def test_nothing_is_lost_when_the_carrier_is_emptied_under_two_workers(served: World) -> None:
    install(served.desk.database)
    for _ in range(2):
        served.start(serve, served.place("server"))

    for turn in range(times(TRUNCATIONS, usual=2)):
        client = served.start(toil, served.place(f"client{turn}"), CASES)
        until(lambda: _count(served) > 0 or not client.is_alive())  # noqa: B023
        empty_the_carrier(served.desk.database)
        client.join()
        assert client.exitcode == 0
    until(lambda: _count(served) == 0)

    check(served, *(f"client{turn}" for turn in range(times(TRUNCATIONS, usual=2))))


def _count(world: World) -> int:
    with world.desk.database.read() as session:
        waiting = select(func.count()).select_from(Work).where(Work.state.in_(PENDING))
        return session.scalar(waiting) or 0
