"""Hostile requests: refused as the sender's mistake, with nothing changed and the program alive."""

from __future__ import annotations

import random

from sqlalchemy import select

from engine.tasks.models import Task
from engine.timeline.models import TimelineEntry
from tests.faults.amounts import times
from tests.faults.test_repeats import HOSTILE
from tests.web.conftest import furnished_store, office  # noqa: F401 - fixtures
from tests.web.furnished import Office


def test_hostile_requests_are_refused_over_http_and_none_breaks_the_program(
    office: Office,  # noqa: F811 - the fixture
) -> None:
    office.complain()
    with office.database.read() as session:
        task = session.scalars(select(Task).where(Task.state == "open")).first()
        before = len(session.scalars(select(TimelineEntry.id)).all())
    assert task is not None
    program, chance = office.program("ana"), random.Random(5)  # noqa: S311 - repeatable, not secret
    paths = [f"/tasks/{task.id}/complete", f"/tasks/{task.id}x/complete", "/tasks/%00/complete", "/cases"]

    for turn in range(times(1000, usual=60)):
        wrong = chance.choice(HOSTILE)
        body = chance.choice(
            [wrong, {"answers": wrong, "smuggled": 1}, [wrong], "text", None, {"answers": 7}]
        )
        status, _ = program.post(chance.choice(paths), body, key=f"hostile-{turn}")
        assert 400 <= status < 500, body

    with office.database.read() as session:
        assert len(session.scalars(select(TimelineEntry.id)).all()) == before
