"""A process killed at any moment: everything accepted is there once, everything due gets done."""

from __future__ import annotations

import random
import signal
import time

from tests.faults.amounts import times
from tests.faults.checking import check
from tests.faults.hands import finish, toil
from tests.faults.world import Reading, World, until

KILLS = 1000
POINTS = 400  # more than two cases pass by


def test_nothing_is_lost_or_doubled_by_kills_at_random_moments(world: World) -> None:
    moments = random.Random(20261121)  # noqa: S311 - repeatable, not secret
    place = world.place()
    written = Reading(place.records)

    for _ in range(times(KILLS, usual=30)):
        written.further()
        process = world.start(toil, place)
        # Half of them die early, while what the one before them left is sent again.
        if moments.random() < 0.5:
            until(lambda: not process.is_alive() or any("ready" in entry for entry in written.further()))  # noqa: B023
        time.sleep(moments.uniform(0, 0.06))
        process.kill()
        process.join()
        assert process.exitcode == -signal.SIGKILL

    assert world.run(finish, place) == 0
    assert check(world, "client")["task completed"] > 0


def test_nothing_is_lost_or_doubled_by_death_at_each_numbered_point(world: World) -> None:
    survived = 0
    every = 21 // times(21, usual=1)  # in full each of them, and at least every 21st
    for point in range(1, POINTS, every):
        place = world.place(f"client{point}", die_at=point)
        code = world.run(toil, place, 1)
        assert code in (0, -signal.SIGKILL)
        survived += code == 0
        if survived == 2:
            break
    ends = [f"client{number}" for number in range(1, point + 1, every)]

    assert world.run(finish, *(world.place(client) for client in ends)) == 0
    check(world, *ends)
    assert survived == 2, "no end of the points was reached"
