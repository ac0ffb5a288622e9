"""Who has how much to do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from engine.commands.claim_task import claim_task
from engine.people.accounts import deactivate
from engine.tasks.models import Task
from engine.tasks.workload import loads_of_groups, loads_of_people
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder

DAY = timedelta(days=1)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A store with people and three tasks, one without a date and one due tomorrow."""
    here = Desk(tmp_path)
    here.deploy(
        PackageBuilder().start().user("answer", due="=due").end().flow("start", "answer", "end").build()
    )
    for due in (None, here.now + DAY, here.now + 5 * DAY):
        here.open(due=due.isoformat() if due else None)
    yield here
    here.database.dispose()


def test_what_nobody_claimed_lies_in_the_tray_of_its_group(desk: Desk) -> None:
    with desk.database.read() as session:
        (tray,) = loads_of_groups(session, desk.now + 2 * DAY)
        hands = loads_of_people(session, desk.now)

    assert (tray.key, tray.name, tray.open, tray.overdue) == ("front_line", "front_line", 3, 1)
    assert tray.next_due_at == desk.now + DAY
    assert hands == ()


def test_a_claimed_task_moves_from_the_tray_into_hands(desk: Desk) -> None:
    desk.do("ana", claim_task, desk.rows(Task)[0].id)

    with desk.database.read() as session:
        (hands,) = loads_of_people(session, desk.now)
        (tray,) = loads_of_groups(session, desk.now)

    assert (hands.key, hands.name, hands.open, hands.is_here) == (desk.people["ana"].id, "Ana", 1, True)
    assert tray.open == 2


def test_tasks_of_somebody_who_left_are_seen(desk: Desk) -> None:
    desk.do("ana", claim_task, desk.rows(Task)[0].id)
    with desk.database.write() as session:
        deactivate(session, desk.people["ana"].id, desk.now)

    with desk.database.read() as session:
        (hands,) = loads_of_people(session, desk.now)

    assert not hands.is_here


def test_whoever_has_most_overdue_comes_first(desk: Desk) -> None:
    undated, soon, later = sorted(desk.rows(Task), key=lambda task: (task.due_at is not None, task.sort_at))
    desk.do("ana", claim_task, undated.id)
    desk.do("ana", claim_task, later.id)
    desk.do("ben", claim_task, soon.id)

    with desk.database.read() as session:
        loads = loads_of_people(session, desk.now + 2 * DAY)

    assert [(load.name, load.open, load.overdue) for load in loads] == [("Ben", 1, 1), ("Ana", 2, 0)]
