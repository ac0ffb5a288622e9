"""Work: done once in effect, tried again with growing pauses, handed to people at last."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from engine.cases.models import Incident
from engine.step import Step
from engine.work.backoff import delay_after
from engine.work.execute import Carrier, Performer, execute
from engine.work.models import Work
from engine.work.queries import backlog
from engine.work.queue import drop, due, next_instant, put
from tests.engine.commands.desk import Desk

MINUTE = timedelta(minutes=1)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A store."""
    here = Desk(tmp_path)
    yield here
    here.database.dispose()


class Effects:
    """A kind of work whose effects can be counted. No key protects them: a double would show."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.outside = 0
        self.done: list[str] = []
        self.noted: list[bool] = []

    def performer(self, **more: Any) -> Performer:
        """As a performer."""
        return Performer(apply=self._apply, failed=self._failed, **more)

    def _apply(self, _step: Step, work: Work, _result: Any) -> None:
        if self.failures:
            self.failures -= 1
            raise RuntimeError("not now")
        self.done.append(work.id)

    def _failed(self, _step: Step, _work: Work, _error: Exception, last: bool) -> None:
        self.noted.append(last)


def carrier(desk: Desk, performer: Performer) -> Carrier:
    """What this desk's work is done with."""
    return Carrier(
        database=desk.database,
        settings=desk.settings,
        performers={"count": performer},
        present=lambda _session: desk.now,
    )


def waiting(desk: Desk, **more: Any) -> str:
    """Put one row of work; gives its id."""
    with desk.database.write() as session:
        put(session, kind="count", due_at=desk.now, **more)
    (row,) = desk.rows(Work)
    return row.id


def test_work_is_done_once_however_often_it_is_delivered(desk: Desk) -> None:
    effects = Effects()
    hands = carrier(desk, effects.performer())
    work_id = waiting(desk)

    threads = [threading.Thread(target=execute, args=(hands, work_id)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert effects.done == [work_id]
    assert [row.state for row in desk.rows(Work)] == ["done"]


def test_what_is_not_due_is_not_done(desk: Desk) -> None:
    effects = Effects()
    work_id = waiting(desk, visible_at=desk.now + MINUTE)

    assert execute(carrier(desk, effects.performer()), work_id) is False
    desk.now += MINUTE
    assert execute(carrier(desk, effects.performer()), work_id) is True


def test_failures_are_tried_again_with_growing_pauses(desk: Desk) -> None:
    effects = Effects(failures=2)
    hands = carrier(desk, effects.performer())
    work_id = waiting(desk)

    pauses = []
    for _ in range(2):
        execute(hands, work_id)
        (row,) = desk.rows(Work)
        pauses.append(row.visible_at - desk.now)
        desk.now = row.visible_at
    execute(hands, work_id)

    assert pauses == [timedelta(seconds=10), timedelta(seconds=40)]
    assert effects.done == [work_id]
    assert row.due_at < row.visible_at  # the promise stays, the queue moves


def test_after_the_last_try_it_is_an_incident_with_the_reason(desk: Desk) -> None:
    effects = Effects(failures=9)
    hands = carrier(desk, effects.performer())
    work_id = waiting(desk, max_attempts=2)

    for _ in range(5):
        execute(hands, work_id)
        desk.now += timedelta(hours=1)

    (incident,) = desk.rows(Incident)
    assert (incident.kind, incident.work_id, incident.reason) == ("count", work_id, "not now")
    assert effects.noted == [False, True]
    assert [row.state for row in desk.rows(Work)] == ["dead"]


def test_an_error_that_is_final_is_not_tried_again(desk: Desk) -> None:
    effects = Effects(failures=1)
    work_id = waiting(desk)

    execute(carrier(desk, effects.performer(final=(RuntimeError,))), work_id)

    assert effects.noted == [True]
    assert len(desk.rows(Incident)) == 1


def test_whoever_lost_the_lease_commits_nothing(desk: Desk) -> None:
    effects = Effects()
    work_id = waiting(desk)
    other = carrier(desk, effects.performer())

    def steal(_prepared: Any, _settings: Any) -> None:
        if effects.outside == 0:
            effects.outside += 1
            with desk.database.write() as session:
                expired = update(Work).values(lease_until=None, visible_at=desk.now)
                session.execute(expired.execution_options(synchronize_session=False))
            execute(other, work_id)

    slow = carrier(desk, effects.performer(outside=steal))

    assert execute(slow, work_id) is False
    assert effects.done == [work_id]


def test_nothing_is_lost_when_the_lease_runs_out(desk: Desk) -> None:
    effects = Effects()
    work_id = waiting(desk)
    with desk.database.write() as session:
        died = update(Work).values(state="running", lease_token="dead", lease_until=desk.now, attempts=1)
        session.execute(died.execution_options(synchronize_session=False))

    execute(carrier(desk, effects.performer()), work_id)

    assert effects.done == [work_id]


def test_the_same_key_moves_what_waits_and_leaves_what_is_done(desk: Desk) -> None:
    work_id = waiting(desk, dedup_key="timer")
    with desk.database.write() as session:
        put(session, kind="count", due_at=desk.now + MINUTE, dedup_key="timer")
    (moved,) = desk.rows(Work)
    desk.now += MINUTE
    execute(carrier(desk, Effects().performer()), work_id)

    with desk.database.write() as session:
        put(session, kind="count", due_at=desk.now + MINUTE, dedup_key="timer")

    assert moved.due_at == desk.now
    assert [row.state for row in desk.rows(Work)] == ["done"]


def test_the_list_tells_what_is_due_and_when_to_look_again(desk: Desk) -> None:
    with desk.database.write() as session:
        for minutes in (3, 1, 2):
            put(session, kind="count", due_at=desk.now + minutes * MINUTE, dedup_key=str(minutes))

    with desk.database.read() as session:
        assert next_instant(session) == desk.now + MINUTE
        rows = due(session, desk.now + 2 * MINUTE)
        behind = backlog(session, desk.now + 2 * MINUTE)

    assert [row.dedup_key for row in rows] == ["1", "2"]
    assert (behind.due, behind.oldest_due_at) == (2, desk.now + MINUTE)


def test_dropping_takes_only_what_waits_of_that_case(desk: Desk) -> None:
    waiting(desk)

    with desk.database.write() as session:
        drop(session, case_id=1)

    assert len(desk.rows(Work)) == 1


def test_pauses_grow_to_an_hour() -> None:
    assert [delay_after(tries).total_seconds() for tries in (1, 2, 3, 4, 5, 6, 50)] == [
        10,
        40,
        160,
        640,
        2560,
        3600,
        3600,
    ]
