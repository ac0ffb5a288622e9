"""Writers queue up, readers never wait, instants and decimals keep their meaning."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.orm import Session

from engine.database import Database
from tests.engine.sample import Rows, Sample


def test_two_writers_lose_no_update(store: Database) -> None:
    def count() -> None:
        for _ in range(50):
            with store.write() as session:
                session.get_one(Sample, 1, with_for_update=True).count += 1

    writers = [threading.Thread(target=count) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    with store.read() as session:
        assert session.get_one(Sample, 1).count == 100


def test_a_reader_does_not_wait_for_a_writer_and_sees_only_what_is_committed(store: Database) -> None:
    with store.write() as writing:
        writing.get_one(Sample, 1).count = 7
        writing.flush()

        with store.read() as reading:
            assert reading.get_one(Sample, 1).count == 0


def test_a_read_session_refuses_to_change_anything(store: Database) -> None:
    with store.read() as session:
        session.add(Sample(id=2))
        with pytest.raises(DBAPIError, match=r"read-?only"):
            session.flush()

    with store.write() as session:
        session.add(Sample(id=2))


def test_an_error_leaves_nothing_behind(store: Database) -> None:
    def fail(session: Session) -> None:
        session.add(Sample(id=3))
        session.flush()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), store.write() as session:
        fail(session)

    with store.read() as session:
        assert session.scalars(select(Sample.id)).all() == [1]


def test_work_that_is_due_at_once_is_announced_after_the_commit_only(store: Database) -> None:
    told: list[int] = []

    def tell() -> None:
        with store.read() as session:
            told.append(session.get_one(Sample, 1).count)

    store.on_commit.append(tell)

    with store.write() as session:
        session.get_one(Sample, 1).count = 1
    with store.write() as session:
        session.get_one(Sample, 1).count = 2
        session.info["due"] = True

    assert told == [2]


def test_an_instant_comes_back_in_utc_and_a_naive_one_is_refused(store: Database) -> None:
    summer = timezone(timedelta(hours=2))
    with store.write() as session:
        session.get_one(Sample, 1).at = datetime(2026, 7, 1, 12, tzinfo=summer)

    with store.read() as session:
        assert session.get_one(Sample, 1).at == datetime(2026, 7, 1, 10, tzinfo=UTC)
        assert session.scalars(
            select(Sample.id).where(Sample.at < datetime(2026, 7, 1, 12, 1, tzinfo=summer))
        ).all()
    with pytest.raises(StatementError, match="naive instant"), store.write() as session:
        session.get_one(Sample, 1).at = datetime(2026, 7, 1)  # noqa: DTZ001 - the mistake under test


def test_a_document_keeps_decimals_order_and_letters(store: Database) -> None:
    document = {"z": Decimal("0.10"), "a": [1, None, True], "name": "Zoë 🙂"}
    with store.write() as session:
        session.get_one(Sample, 1).document = document

    with store.read() as session:
        read = session.get_one(Sample, 1).document
        assert read == document
        assert list(read) == ["z", "a", "name"]
        assert str(read["z"]) == "0.10"


def test_an_undone_transaction_is_told_by_its_cause_and_not_by_the_savepoint_it_took_along(
    tmp_path: Path,
) -> None:
    store = Database(f"sqlite:///{tmp_path / 'store.db'}")
    Rows.metadata.create_all(store.engine)
    twice = "INSERT OR ROLLBACK INTO sample (id, count) VALUES (1, 0)"

    def undo_everything() -> None:
        with store.write() as session:
            session.add(Sample(id=1))
            session.flush()
            with session.begin_nested():
                session.connection().exec_driver_sql(twice)

    with pytest.raises(DBAPIError, match="UNIQUE"):
        undo_everything()

    with store.read() as session:
        assert session.get(Sample, 1) is None
    store.dispose()
