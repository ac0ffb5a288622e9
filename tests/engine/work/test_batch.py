"""Rows begun together: one claim for all of them, and each ends as if it had been begun alone."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, update

from engine.cases.models import Incident
from engine.step import Step
from engine.work.batch import execute_batch
from engine.work.execute import Carrier, Performer
from engine.work.models import Work
from engine.work.queue import put
from tests.engine.commands.desk import Desk

HOUR = timedelta(hours=1)


class Deeds:
    """A kind of work that notes what is done, in its order, and does something else for some rows."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.instead: dict[str, Callable[[Step], object]] = {}

    def apply(self, step: Step, work: Work, _result: Any) -> None:
        if work.id in self.instead:
            self.instead.pop(work.id)(step)
        self.done.append(work.id)


class Program:
    """What one process works with, and the ids of the rows that wait."""

    def __init__(self, desk: Desk, *, count: int = 4, **more: Any) -> None:
        self.desk, self.deeds = desk, Deeds()
        self.hands = Carrier(
            database=desk.database,
            settings=desk.settings,
            performers={"count": Performer(apply=self.deeds.apply, **more)},
            present=lambda _session: desk.now,
        )
        with desk.database.write() as session:
            for _ in range(count):
                put(session, kind="count", due_at=desk.now)
        self.ids = [row.id for row in desk.rows(Work)]

    def work(self, stopped: Callable[[], bool] = lambda: False) -> list[str]:
        return execute_batch(self.hands, self.ids, stopped)

    def told(self) -> list[tuple[str, int]]:
        """State and attempts of each row, in the order in which they were given."""
        rows = {row.id: (row.state, row.attempts) for row in self.desk.rows(Work)}
        return [rows[work_id] for work_id in self.ids]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A store."""
    here = Desk(tmp_path)
    yield here
    here.database.dispose()


def commits(desk: Desk, deed: Callable[[], object]) -> int:
    """How many transactions of this store were committed meanwhile."""
    seen: list[object] = []

    def note(connection: object) -> None:
        seen.append(connection)

    event.listen(desk.database.engine, "commit", note)
    deed()
    event.remove(desk.database.engine, "commit", note)
    return len(seen)


def test_all_are_done_in_their_order_for_one_commit_more_than_there_are_rows(desk: Desk) -> None:
    program = Program(desk)

    assert commits(desk, program.work) == len(program.ids) + 1
    assert program.deeds.done == program.ids
    assert program.told() == [("done", 1)] * 4


def test_a_failure_is_counted_and_put_off_alone(desk: Desk) -> None:
    program = Program(desk)
    program.deeds.instead[program.ids[1]] = lambda _step: int("not now")

    program.work()

    assert program.told() == [("done", 1), ("ready", 1), ("done", 1), ("done", 1)]
    late = [row.visible_at - desk.now for row in desk.rows(Work) if row.state == "ready"]
    assert late == [timedelta(seconds=10)]


def test_who_shared_a_claim_with_what_stops_the_program_loses_one_try_and_no_more(desk: Desk) -> None:
    program = Program(desk)

    class Killed(BaseException):
        """The program ends here, without a word to anybody."""

    def kill(_step: Step) -> None:
        raise Killed

    for _ in range(6):
        program.deeds.instead[program.ids[0]] = kill
        try:
            program.work()
        except Killed:
            desk.now += HOUR
            forget_leases(desk)

    assert program.told() == [("dead", 6), ("done", 2), ("done", 2), ("done", 2)]
    assert [incident.work_id for incident in desk.rows(Incident)] == [program.ids[0]]


def forget_leases(desk: Desk) -> None:
    """As when time has passed."""
    with desk.database.write() as session:
        session.execute(
            update(Work).values(lease_until=None).execution_options(synchronize_session=False),
        )


def test_who_is_asked_to_stop_gives_back_what_it_has_not_begun(desk: Desk) -> None:
    program = Program(desk)

    left = program.work(stopped=lambda: len(program.deeds.done) == 2)

    assert left == program.ids[2:]
    assert program.told() == [("done", 1), ("done", 1), ("ready", 0), ("ready", 0)]
    assert all(row.lease_until is None and row.visible_at == desk.now for row in desk.rows(Work)[2:])
    assert execute_batch(program.hands, left, lambda: False) == []
    assert program.told() == [("done", 1)] * 4


def test_after_a_slow_row_the_others_are_begun_alone_under_leases_of_their_own(desk: Desk) -> None:
    program = Program(desk)
    program.hands = replace(program.hands, settings=replace(desk.settings, lease=timedelta(seconds=2)))
    program.deeds.instead[program.ids[0]] = lambda _step: threading.Event().wait(1.1)

    together, first, let_go, alone = 1, 1, 1, 2 * 3
    assert commits(desk, program.work) == together + first + let_go + alone
    assert program.told() == [("done", 1)] * 4


def test_what_goes_outside_is_begun_alone(desk: Desk) -> None:
    begun_at_once: list[int] = []

    def outside(_prepared: Any, _settings: Any) -> None:
        begun_at_once.append(sum(row.state == "running" for row in desk.rows(Work)))

    program = Program(desk, outside=outside)
    program.work()

    assert begun_at_once == [1, 1, 1, 1]
    assert program.told() == [("done", 1)] * 4


def test_what_another_took_meanwhile_is_left_to_it(desk: Desk) -> None:
    program = Program(desk)
    stolen = program.ids[2]

    def steal(_step: Step) -> None:
        taken = update(Work).where(Work.id == stolen).values(lease_token="other")
        _step.session.execute(taken.execution_options(synchronize_session=False))

    program.deeds.instead[program.ids[0]] = steal
    program.work()

    assert stolen not in program.deeds.done
    assert program.told() == [("done", 1), ("done", 1), ("running", 1), ("done", 1)]


def test_a_store_that_is_away_loses_nothing(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    program = Program(desk)

    def away(_connection: Any) -> None:
        raise OSError("away")

    caplog.set_level(logging.CRITICAL)
    event.listen(desk.database.engine, "begin", away)
    assert program.work() == []
    event.remove(desk.database.engine, "begin", away)

    assert program.told() == [("ready", 0)] * 4
    program.work()
    assert program.told() == [("done", 1)] * 4
