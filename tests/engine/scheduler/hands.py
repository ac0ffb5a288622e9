"""What tests of shared work have in common: the hands of one process, work to count, rows that wait."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from engine.database import Database
from engine.now import now
from engine.scheduler.courier import Courier
from engine.step import Step
from engine.work.execute import Carrier, Performer
from engine.work.models import Work
from engine.work.queue import put
from engine.work.travel import present_of_store
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import two_steps

HOUR = timedelta(hours=1)
PATIENCE = 300  # seconds a test waits for a thread before it fails


class Effects:
    """Work that can be counted. No key protects it: a double would show."""

    def __init__(self, expected: int = 1) -> None:
        self.done: list[str] = []
        self.expected = expected
        self.enough = threading.Event()

    def apply(self, _step: Step, work: Work, _result: Any) -> None:
        """Note it."""
        self.done.append(work.id)
        if len(self.done) >= self.expected:
            self.enough.set()


def hands_of(desk: Desk, effects: Effects | None = None, **more: Any) -> Carrier:
    """What one process works with."""
    settings = replace(desk.settings, time_travel=False)
    return Carrier(
        database=desk.database,
        settings=settings,
        performers={"count": Performer(apply=(effects or Effects()).apply, **more)},
        present=lambda session: present_of_store(session, settings),
    )


def on_duty(desk: Desk) -> None:
    """A worker gives its sign of life."""
    sql(desk, "INSERT INTO carrier.procrastinate_workers DEFAULT VALUES")


def sql(desk: Desk, statement: str) -> Any:
    """One statement on the carrier's tables; gives the rows it returned."""
    with desk.database.engine.begin() as connection:
        answer = connection.execute(text(statement))
        return answer.all() if answer.returns_rows else None


def empty_the_carrier(database: Database) -> None:
    """Throw away all that lies in the carrier, as often as its own programs are in the way."""
    emptied = text("TRUNCATE carrier.procrastinate_jobs, carrier.procrastinate_workers CASCADE")
    for _ in range(100):
        with suppress(OperationalError), database.engine.begin() as connection:  # a deadlock, lost by us
            connection.execute(emptied)
            return
    raise AssertionError("the carrier could not be emptied")


def travelling(desk: Desk) -> list[str]:
    """The ids that lie in the carrier."""
    return [
        work_id
        for (args,) in sql(desk, "SELECT args FROM carrier.procrastinate_jobs")
        for work_id in args["ids"]
    ]


def waiting(desk: Desk, courier: Courier | None = None, count: int = 1, **more: Any) -> list[str]:
    """Put rows of work in one transaction, which a courier may join; gives their ids."""
    if courier is not None:
        desk.database.before_commit.append(courier.post)
    with desk.database.write() as session:
        for _ in range(count):
            put(session, kind="count", due_at=more.pop("due_at", now()), **more)
    return [row.id for row in desk.rows(Work)]


def cases(desk: Desk, count: int) -> list[int]:
    """The ids of so many open cases."""
    desk.deploy(two_steps().build())
    return [desk.open().case_id for _ in range(count)]
