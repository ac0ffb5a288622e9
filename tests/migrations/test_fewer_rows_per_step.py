"""A store with waiting timers keeps them, and every case its state, when their rows move."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import text

from engine.cli.migrating import config_on, migrate
from engine.database import Database

AT = "2026-03-02 09:00:00.000000"
CASE = """INSERT INTO "case" (id, reference, process, version, run, status, state, opened_at, received_at,
    priority, lock_version, summary, secret_nonce, held, last_seq, last_hash)
    VALUES (7, 'R-7', 'demo', 'v', 2, '', 'open', :at, :at, 50, 1, '', 'n', :held, 0, '')"""
STATE = "INSERT INTO case_state (case_id, run, process_id, content) VALUES (7, :run, 'main', :content)"
FILE = "INSERT INTO case_file (case_id, content) VALUES (7, :content)"
WAIT = """INSERT INTO wait
    (id, case_id, run, place, kind, process_id, element, host, title, due_at, opened_at)
    VALUES (:id, 7, 2, :place, :kind, 'main', 'late', 'answer', 'Remind', :due, :at)"""
WORK = """INSERT INTO work
    (id, kind, case_id, ref, dedup_key, due_at, visible_at, state, attempts, max_attempts)
    VALUES ('w', 'timer', 7, 'a', 'd', :due, :due, 'ready', 0, 5)"""


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    on_sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path}/amends.db" if on_sqlite else request.getfixturevalue("postgresql_url")
    database = Database(url)
    yield database
    database.dispose()


def do(store: Database, *statements: tuple[str, dict[str, Any]]) -> None:
    with store.engine.begin() as connection:
        for statement, values in statements:
            connection.execute(text(statement), values)


def go(store: Database, direction: str) -> None:
    with store.engine.begin() as connection:
        step = command.upgrade if direction == "on" else command.downgrade
        step(config_on(connection), "0015")


@pytest.fixture
def former(store: Database) -> Database:
    """A store of the release before, with one case in its second run that waits for a timer and a message."""
    go(store, "on")
    due = "2026-03-09 09:00:00.000000"
    do(
        store,
        (CASE, {"at": AT, "held": False}),
        (STATE, {"run": 1, "content": b"former"}),
        (STATE, {"run": 2, "content": b"present"}),
        (FILE, {"content": b"file"}),
        (WAIT, {"id": "a", "place": "5", "kind": "timer", "due": due, "at": AT}),
        (WAIT, {"id": "b", "place": "6", "kind": "message", "due": None, "at": AT}),
        (WORK, {"due": due}),
    )
    return store


def test_a_timer_becomes_its_row_of_work(former: Database) -> None:
    migrate(former)

    with former.engine.connect() as connection:
        (work,) = connection.execute(text("SELECT ref, content FROM work"))
        waits = connection.execute(text("SELECT id FROM wait")).scalars().all()
    assert work.ref == "2.5"
    assert json.loads(work.content) == {
        "process_id": "main",
        "element": "late",
        "name": "Remind",
        "host": "answer",
        "since": "2026-03-02T09:00:00+00:00",
    }
    assert waits == ["b"]


def test_the_state_of_the_present_run_joins_the_case_file(former: Database) -> None:
    migrate(former)

    with former.engine.connect() as connection:
        (row,) = connection.execute(text("SELECT run, process_id, state, content FROM case_file"))
    assert (row.run, row.process_id, bytes(row.state), bytes(row.content)) == (2, "main", b"present", b"file")


def test_the_way_back_leads_to_the_rows_of_before(former: Database) -> None:
    migrate(former)

    go(former, "back")

    with former.engine.connect() as connection:
        waits = connection.execute(text("SELECT kind, place FROM wait ORDER BY place")).all()
        (work,) = connection.execute(
            text("SELECT work.id FROM work JOIN wait ON wait.id = work.ref AND wait.due_at = work.due_at")
        )
        (state,) = connection.execute(text("SELECT content FROM case_state")).scalars()
    assert waits == [("timer", "5"), ("message", "6")]
    assert work.id == "w"
    assert bytes(state) == b"present"
