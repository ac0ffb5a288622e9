"""The wall clock jumps: nothing is done before its time by the store, nothing twice, nothing never."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from engine.commands.due import carrier, run_due
from engine.work.models import DONE, Work
from tests.engine.commands.package import PackageBuilder
from tests.faults.amounts import times
from tests.faults.checking import check_store
from tests.faults.world import World

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Where the clock jumps to, from noon on; the timer was set for one o'clock.
JUMPS = (
    (-HOUR, HOUR),
    (HOUR, -HOUR),
    (-HOUR, -HOUR, HOUR, HOUR),
    (HOUR, -2 * HOUR, 3 * HOUR),
    (DAY, -DAY),
    (-DAY, DAY),
    (-DAY, -DAY, 3 * DAY),
)
EDGES = (
    NOON,
    datetime(2026, 3, 29, 0, 30, tzinfo=UTC),  # summer time begins in Europe
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # and ends
    datetime(2026, 2, 28, 23, 30, tzinfo=UTC),
    datetime(2028, 2, 28, 23, 30, tzinfo=UTC),  # the day after is the 29th
)


@pytest.mark.parametrize("jumps", JUMPS, ids=str)
@pytest.mark.parametrize(
    "begin", EDGES[: times(len(EDGES), usual=2)], ids=lambda moment: f"{moment:%Y-%m-%d}"
)
def test_a_timer_fires_once_at_its_time_whatever_the_clock_did_before(
    embedded: World, begin: datetime, jumps: tuple[timedelta, ...]
) -> None:
    desk = embedded.desk
    desk.deploy(PackageBuilder().start().timer("pause", "PT1H").end().flow("start", "pause", "end").build())
    with time_machine.travel(begin, tick=False) as clock:
        desk.now = begin
        opened = desk.open()
        hands = carrier(desk.database, desk.settings)
        moment, latest = begin, begin
        for jump in jumps:
            moment += jump
            latest = max(latest, moment)
            clock.move_to(moment)
            run_due(hands)
            assert desk.verbs(opened).count("timer fired") == (latest >= begin + HOUR)
        clock.move_to(begin + 2 * DAY)
        run_due(hands)

    assert desk.verbs(opened).count("timer fired") == 1
    assert {row.state for row in desk.rows(Work)} == {DONE}
    check_store(desk.database)
