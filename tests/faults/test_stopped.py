"""A worker that stands still past its lease: another does its work, and it writes nothing when it wakes."""

from __future__ import annotations

import os
import signal
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from engine.now import now
from engine.settings import Settings
from engine.step import Step
from engine.work.execute import Carrier, Performer, execute
from engine.work.models import DONE, Work
from engine.work.queue import put
from tests.faults.amounts import times
from tests.faults.hands import Hand
from tests.faults.world import Place, World, until

STOPS = 200
LEASE = timedelta(seconds=0.5)  # its third must not pass between beginning and standing still


def stop_in_the_middle(place: Place, work_id: str) -> None:
    """Begin the work, stand still with its outside part done, then try to write its effect."""
    hand = Hand(place)

    def outside(_prepared: Any, _settings: Settings) -> None:
        os.kill(os.getpid(), signal.SIGSTOP)

    done = execute(_carrier(hand, outside), work_id)
    hand.note(woke=work_id, done=done)


def _carrier(hand: Hand, outside: Any = None) -> Carrier:
    return Carrier(
        database=hand.database,
        settings=hand.place.settings,
        performers={"count": Performer(apply=_count, outside=outside)},
        present=lambda _session: now(),
    )


def _count(step: Step, work: Work, _result: Any) -> None:
    """An effect that no key protects: a double shows."""
    put(step.session, kind="effect", due_at=step.now + timedelta(days=1), ref=work.id)


def doubles(world: World, stops: int, without: str | None = None) -> int:
    """Stop that many workers past their lease; how many effects came about beyond one each."""
    world.desk.settings = Settings(
        var=world.folder,
        database_url=world.desk.settings.database_url,
        secret_key=b"k" * 32,
        lease=LEASE,
    )
    place = world.place(without=without)
    rival = Hand(world.place("rival"))
    for _ in range(stops):
        with world.desk.database.write() as session:
            put(session, kind="count", due_at=now())
        with world.desk.database.read() as session:
            work_id = session.scalars(select(Work.id).where(Work.kind == "count", Work.state != DONE)).one()
        process = world.start(stop_in_the_middle, place, work_id)
        assert process.pid is not None
        until(lambda: _stands_still(process.pid))  # noqa: B023
        until(lambda: execute(_carrier(rival), work_id))  # noqa: B023
        os.kill(process.pid, signal.SIGCONT)
        process.join()
        assert process.exitcode == 0
    rival.database.dispose()
    rows = world.desk.rows(Work)
    counted = [row for row in rows if row.kind == "count"]
    assert {row.state for row in counted} == {DONE}
    assert len(counted) == stops
    return sum(row.kind == "effect" for row in rows) - stops


def _stands_still(pid: int | None) -> bool:
    # State is the field after the name in brackets.
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"


def test_whoever_stood_still_past_the_lease_is_fenced(world: World) -> None:
    assert doubles(world, times(STOPS, usual=5)) == 0


@pytest.mark.parametrize("safeguard", ["fence"])
def test_without_the_fence_the_stop_would_tell(served: World, safeguard: str) -> None:
    assert doubles(served, 1, without=safeguard) == 1
