"""The checker: it reads the database, the mail that went out, and what clients were told succeeded."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import func, select, text

from engine.audit.heads import first_fault
from engine.cases.models import Case, Incident
from engine.correspondence.models import Letter
from engine.database import Database
from engine.tasks.models import COMPLETED, Task
from engine.timeline.models import TimelineEntry
from engine.work.models import DEAD, DONE, Work
from tests.faults.world import World, accepted


def check(world: World, *clients: str) -> Counter[str]:
    """Everything accepted is there once, nothing else is, all work came to an end; gives what was counted."""
    told: dict[str, dict[str, Any]] = {}
    for client in clients:
        told |= accepted(world.folder / client)
    opened = {entry["case"] for entry in told.values() if entry["what"] == "open"}
    completed = Counter(entry["task"] for entry in told.values() if entry["what"] == "complete")
    database = world.desk.database
    check_store(database)
    with database.read() as session:
        assert set(session.scalars(select(Case.id))) == opened
        done = session.scalars(select(Task.id).where(Task.state == COMPLETED)).all()
        assert Counter(done) == completed
        entries = Counter(session.scalars(select(TimelineEntry.verb)))
        assert entries["case opened"] == len(opened)
        assert entries["task completed"] == len(completed)
        check_work(world)
        for kind, verb in (("timer", "timer fired"),):
            finished = select(func.count()).where(Work.kind == kind, Work.state == DONE)
            assert entries[verb] == session.scalar(finished)
        letters = session.scalars(select(Letter)).all()
        assert len(letters) == len(opened)
        mail = len(list((world.folder / "mail").glob("*.eml")))
        sent = sum(letter.state == "sent" for letter in letters)
        assert sent <= mail <= len(letters)
    return entries


def check_work(world: World) -> None:
    """Every row of work came to an end, and a bad end is before people."""
    with world.desk.database.read() as session:
        rows = session.execute(select(Work.id, Work.state)).all()
        assert {row.state for row in rows} <= {DONE, DEAD}
        dead = {row.id for row in rows if row.state == DEAD}
        assert dead == set(session.scalars(select(Incident.work_id).where(Incident.work_id.is_not(None))))


def check_store(database: Database) -> None:
    """The file is whole and every chain verifies."""
    with database.read() as session:
        if database.is_sqlite:
            assert session.scalars(text("PRAGMA integrity_check")).all() == ["ok"]
            assert session.execute(text("PRAGMA foreign_key_check")).all() == []
        for case in session.scalars(select(Case.id)):
            assert first_fault(session, case) is None
