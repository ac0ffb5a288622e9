"""The beat: it wakes after commits and at the next due instant, and goes on when the clock is set back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.now import now
from engine.scheduler.beat import Beat
from engine.step import Step
from engine.work.execute import Carrier, Performer
from engine.work.models import Work
from engine.work.queue import put
from tests.engine.commands.desk import Desk

PATIENCE = 300  # seconds a test waits for a thread before it fails
LONG = timedelta(hours=1)


class Done:
    """Work that tells when it was done."""

    def __init__(self) -> None:
        self.event = threading.Event()
        self.order: list[str] = []
        self.expected = 1

    def apply(self, _step: Step, work: Work, _result: Any) -> None:
        """Note it."""
        self.order.append(work.ref or "")
        if len(self.order) >= self.expected:
            self.event.set()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A store."""
    here = Desk(tmp_path)
    yield here
    here.database.dispose()


def beating(desk: Desk, done: Done, tick: timedelta = LONG) -> Beat:
    """A beat that, but for what is tested, never ticks in time."""
    hands = Carrier(
        database=desk.database,
        settings=desk.settings,
        performers={"count": Performer(apply=done.apply)},
        present=lambda _session: now(),
    )
    return Beat(hands, tick=tick, threads=2)


def work(desk: Desk, due_at: datetime, ref: str = "", **more: Any) -> None:
    """Put work."""
    with desk.database.write() as session:
        put(session, kind="count", due_at=due_at, ref=ref, **more)


def test_work_that_waited_is_done_at_the_start(desk: Desk) -> None:
    done = Done()
    work(desk, now())
    beat = beating(desk, done)

    beat.start()

    assert done.event.wait(PATIENCE)
    beat.stop()


def test_a_commit_that_makes_work_due_wakes_it(desk: Desk) -> None:
    done = Done()
    beat = beating(desk, done)
    beat.start()

    work(desk, now())

    assert done.event.wait(PATIENCE)
    beat.stop()


def test_it_wakes_when_the_next_work_is_due(desk: Desk) -> None:
    done = Done()
    beat = beating(desk, done)
    beat.start()
    due_at = now() + timedelta(seconds=0.3)

    work(desk, due_at)

    assert done.event.wait(PATIENCE)
    assert now() >= due_at
    beat.stop()


def test_much_work_is_done_completely_and_stopping_waits_for_it(desk: Desk) -> None:
    done = Done()
    done.expected = 30
    beat = beating(desk, done)
    beat.start()

    for number in range(30):
        work(desk, now(), ref=str(number))

    assert done.event.wait(PATIENCE)
    beat.stop()
    assert sorted(done.order, key=int) == [str(number) for number in range(30)]
    assert {row.state for row in desk.rows(Work)} == {"done"}


def test_the_watchdog_beats_on_when_the_clock_was_set_back(desk: Desk) -> None:
    done = Done()
    beat = beating(desk, done, tick=timedelta(seconds=0.1))
    beat.start()
    # As after a jump of an hour back: the next tick lies an hour ahead, and no commit wakes anybody.
    desk.database.on_commit.clear()
    beat._scheduler.modify_job("tick", next_run_time=datetime.now(UTC) + LONG)

    work(desk, now())

    assert done.event.wait(PATIENCE)
    beat.stop()


def test_a_stopped_beat_is_not_woken_any_more(desk: Desk) -> None:
    done = Done()
    beat = beating(desk, done)
    beat.start()
    beat.stop()

    work(desk, now())

    assert not done.event.is_set()
    assert desk.database.on_commit == []
