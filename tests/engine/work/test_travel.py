"""Time travel: one offset for everybody, only where it is allowed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from engine.now import now
from engine.work.travel import TravelNotAllowed, present, travel_to
from tests.engine.commands.desk import Desk

LATER = datetime(2031, 1, 1, tzinfo=UTC)
MOMENT = timedelta(minutes=1)  # far more than a test takes


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A store where time travel is allowed."""
    here = Desk(tmp_path)
    yield here
    here.database.dispose()


def seen(desk: Desk, *, allowed: bool = True) -> datetime:
    """What time it is for a process with this setting."""
    with desk.database.read() as session:
        return present(session, replace(desk.settings, time_travel=allowed))


def test_after_travelling_it_is_later_for_everybody(desk: Desk) -> None:
    with desk.database.write() as session:
        travel_to(session, desk.settings, LATER)

    assert LATER <= seen(desk) < LATER + MOMENT


def test_travelling_again_counts_from_the_real_present(desk: Desk) -> None:
    for days in (400, 1):
        with desk.database.write() as session:
            travel_to(session, desk.settings, LATER + timedelta(days=days))

    assert LATER + timedelta(days=1) <= seen(desk) < LATER + timedelta(days=1) + MOMENT


def test_where_it_is_not_allowed_the_offset_is_ignored_and_cannot_be_set(desk: Desk) -> None:
    with desk.database.write() as session:
        travel_to(session, desk.settings, LATER)

    assert abs(seen(desk, allowed=False) - now()) < MOMENT
    with desk.database.write() as session, pytest.raises(TravelNotAllowed):
        travel_to(session, replace(desk.settings, time_travel=False), LATER)
