"""Processes that race for one case and for many: no submission is lost, refused or done twice."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from engine.tasks.models import Task
from tests.faults.amounts import times
from tests.faults.checking import check_store, check_work
from tests.faults.hands import labour, race
from tests.faults.world import World, processes, records

SUBMISSIONS = times(1000, usual=50)
WAVE = min(SUBMISSIONS, 100)  # tasks open at once, in one case or shared among many


def run_race(
    world: World, racers: int, cases: int, without: str | None = None, wave: int = WAVE
) -> list[dict[str, str]]:
    """Let this many processes complete all tasks of these cases; everything they wrote down."""
    with world.desk.database.read() as session:
        done = set(session.scalars(select(Task.id)))
    for number in range(cases):
        parts = [str(part) for part in range(wave // cases)]
        world.desk.open(email=f"{number}@example.org", parts=parts)
    with world.desk.database.read() as session:
        tasks = [task for task in session.scalars(select(Task.id).order_by(Task.id)) if task not in done]
    gate = processes.Barrier(racers)
    for number in range(racers):
        who = ("ana", "ben")[number % 2]
        place = world.place(f"racer{number}-{len(done)}", without=without)
        world.start(race, place, tasks[number::racers], gate, who)
    for process in world.running[-racers:]:
        process.join()
    clients = [world.folder / f"racer{number}-{len(done)}" for number in range(racers)]
    return [entry for client in clients for entry in records(client)]


@pytest.mark.parametrize("racers", [2, 8])
@pytest.mark.parametrize("cases", [1, 50])
def test_racing_submissions_all_succeed_by_themselves(world: World, racers: int, cases: int) -> None:
    told: list[dict[str, str]] = []
    for _ in range(SUBMISSIONS // WAVE):
        told += run_race(world, racers, cases)
    assert world.run(labour, world.place()) == 0

    check_store(world.desk.database)
    check_work(world)
    assert [entry for entry in told if "refused" in entry] == []
    answered = {entry["accepted"] for entry in told if "accepted" in entry}
    tasks = world.desk.rows(Task)
    assert answered == {task.id for task in tasks if task.state == "completed"}
    assert len(answered) == len(tasks) == SUBMISSIONS


def test_without_the_lock_the_race_would_tell(served: World) -> None:
    told = run_race(served, racers=2, cases=1, without="lock", wave=2)

    # The fences behind the lock, the case's version and its timeline's numbers, let one of the two through.
    assert sum("asked" in entry for entry in told) == 2
    assert sum("accepted" in entry for entry in told) == 1
