"""Statements past the unit of work write what Core would write, fail as Core fails, and are compiled once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from sqlalchemy import bindparam, delete, inspect, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from engine.database import Database
from engine.writing import (
    _compiled,
    insert_into,
    insert_numbered,
    inserting,
    past_the_unit_of_work,
    read,
    write,
    write_and_read,
    write_together,
)
from tests.engine.sample import Rows, Sample

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=timezone(timedelta(hours=2)))


def counts(database: Database) -> dict[int, int]:
    with database.read() as session:
        return {row.id: row.count for row in session.scalars(select(Sample))}


NEW = insert_into(Sample)
MORE = update(Sample).where(Sample.id == bindparam("which")).values(count=Sample.count + 5)


def test_instants_documents_and_nothing_are_kept_as_by_the_unit_of_work(store: Database) -> None:
    document = {"amount": Decimal("1.10"), "words": ["\N{LATIN SMALL LETTER E WITH ACUTE}", None]}
    with store.write() as session:
        write(session, NEW, {"id": 2, "count": 1, "at": NOON, "document": document})
        write(session, NEW, [{"id": 3, "count": 1, "at": None, "document": None}])

    with store.read() as session:
        full, empty = session.get_one(Sample, 2), session.get_one(Sample, 3)
        assert (full.at, full.document) == (NOON.astimezone(UTC), document)
        assert (empty.at, empty.document) == (None, None)


def test_a_value_that_is_not_given_becomes_what_its_column_says(store: Database) -> None:
    with store.write() as session:
        write(session, NEW, {"id": 2})
        write(session, NEW, [{"id": 3}, {"id": 4}])

    assert counts(store) == {1: 0, 2: 7, 3: 7, 4: 7}


def test_a_statement_brings_values_of_its_own_along(store: Database) -> None:
    some = delete(Sample).where(Sample.count == bindparam("count_is"), Sample.id > 1)
    with store.write() as session:
        write(session, NEW, [{"id": number, "count": 0} for number in (2, 3)])
        assert write(session, MORE, {"which": 3}) == 1
        assert write(session, some, {"count_is": 0}) == 1

    assert counts(store) == {1: 0, 3: 5}


def test_a_list_is_left_to_core(store: Database) -> None:
    of_these = delete(Sample).where(Sample.id.in_(bindparam("ids", expanding=True)))
    with store.write() as session:
        write(session, NEW, [{"id": number} for number in (2, 3, 4)])
        assert write(session, of_these, {"ids": [2]}) == 1
        assert write(session, of_these, {"ids": [3, 4]}) == 2

    assert counts(store) == {1: 0}


def test_what_an_insert_or_update_returns_is_answered(store: Database) -> None:
    dialect = store.engine.dialect.name
    once = inserting(Sample, lambda into: into.on_conflict_do_nothing().returning(Sample.id))
    with store.write() as session:
        assert write_and_read(session, once[dialect], {"id": 2, "count": 3}) == 2
        assert write_and_read(session, once[dialect], {"id": 2, "count": 4}) is None
        assert write_and_read(session, MORE.returning(Sample.count), {"which": 2}) == 8
        assert write_and_read(session, MORE.returning(Sample.count), {"which": 9}) is None


def test_a_value_that_comes_back_otherwise_than_the_driver_gives_it_is_read_by_core(store: Database) -> None:
    asked = select(Sample.at, Sample.document, Sample.count).where(Sample.id == bindparam("which"))
    with store.write() as session:
        write(session, NEW, {"id": 2, "count": 1, "at": NOON, "document": [Decimal("0.5")]})
        assert read(session, asked, {"which": 2}) == (NOON.astimezone(UTC), [Decimal("0.5")], 1)
        assert read(session, asked, {"which": 3}) is None


def test_a_statement_is_compiled_once_for_the_values_it_is_given(store: Database) -> None:
    statement = insert_into(Sample)
    with store.write() as session:
        for number in range(2, 5):
            write(session, statement, {"id": number, "count": 0})
        write(session, statement, {"id": 5, "count": 0, "at": NOON})

    assert len(_compiled[statement]) == 2
    assert None not in _compiled[statement].values()


def test_a_row_is_inserted_past_the_unit_of_work_and_then_changed_by_it(store: Database) -> None:
    with store.write() as session:
        row = Sample(at=NOON)
        insert_numbered(session, row)
        assert (row.id, row.count, row.document) == (2, 7, None)
        assert session.get(Sample, 2) is row
        assert not session.new
        assert not session.dirty
        row.count = 8

    assert counts(store) == {1: 0, 2: 8}


def test_rows_new_and_changed_are_written_once_with_what_changed_of_them(store: Database) -> None:
    with store.write() as session:
        new, old = Sample(id=2), session.get_one(Sample, 1)
        session.add(new)
        old.count, old.document = 4, None
        writes = [*past_the_unit_of_work(session, new), *past_the_unit_of_work(session, old)]
        assert [values for _, values in writes] == [
            {"id": 2, "count": 7, "at": None, "document": None},
            {"count": 4, "of_id": 1},
        ]
        assert not session.new
        assert not session.dirty
        assert past_the_unit_of_work(session, old) == []
        write_together(session, writes)
        assert inspect(new).persistent

    assert counts(store) == {1: 4, 2: 7}


def test_what_is_written_together_is_there_in_its_order(store: Database) -> None:
    with store.write() as session:
        write_together(
            session,
            [
                (NEW, [{"id": 2, "count": 0}, {"id": 3, "count": 0}]),
                (MORE, {"which": 2}),
                (MORE, {"which": 2}),
            ],
        )

    with store.read() as session:
        assert {row.id: row.count for row in session.scalars(select(Sample))} == {1: 0, 2: 10, 3: 0}


def test_of_what_is_written_together_the_count_of_the_last_is_answered(store: Database) -> None:
    with store.write() as session:
        assert write_together(session, [(NEW, {"id": 2}), (MORE, {"which": 2})]) == 1
        assert write_together(session, [(MORE, {"which": 2}), (MORE, {"which": 9})]) == 0
        assert write_together(session, []) == 0


def test_what_fails_among_things_written_together_is_told_as_always_and_leaves_nothing(
    store: Database,
) -> None:
    def write() -> None:
        with store.write() as session:
            write_together(session, [(NEW, {"id": 2}), (NEW, {"id": 1}), (NEW, {"id": 3})])

    with pytest.raises(IntegrityError):
        write()

    with store.read() as session:
        assert session.scalars(select(Sample.id)).all() == [1]


def test_a_server_that_goes_away_meanwhile_is_told_as_always_and_the_next_step_connects_anew(
    postgresql_url: str,
) -> None:
    database, other = Database(postgresql_url), Database(postgresql_url)
    Rows.metadata.create_all(database.engine)

    def write() -> None:
        with database.write() as session:
            number = session.scalar(text("SELECT pg_backend_pid()"))
            with other.write() as killer:
                killer.execute(text("SELECT pg_terminate_backend(:number)"), {"number": number})
            write_together(session, [(NEW, {"id": 1}), (NEW, {"id": 2})])

    with pytest.raises(DBAPIError) as told:
        write()

    assert told.value.connection_invalidated
    with database.write() as session:
        assert session.scalars(select(Sample.id)).all() == []
    database.dispose()
    other.dispose()
