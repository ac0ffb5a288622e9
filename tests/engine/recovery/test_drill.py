"""The drill says of each thing how it was, and leaves nothing behind."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, text, update

from engine.cases.models import Case, CaseFile
from engine.commands.cancel_case import cancel_case
from engine.commands.erase_case import erase_case
from engine.correspondence.models import Letter
from engine.figures.models import DailyFigure
from engine.recovery import embedded, served
from engine.step import SYSTEM
from engine.timeline.models import TimelineEntry
from tests.engine.recovery.conftest import Office


def test_a_good_store_passes_everything(office: Office) -> None:
    before = office.databases() if office.cluster else set()

    looked = office.drill()

    assert [one.good for one in looked] == [True] * 7
    assert [one.words for one in looked[2:]] == [
        "Its pages, indexes and references are whole.",
        "The timelines of 5 cases, 15 entries, 1 signed heads hold.",
        "All 5 open cases load.",
        "The figures of 0 days are what the timelines say.",
        "Its mail is paused.",
    ]
    if office.cluster:
        assert office.databases() == before


def test_each_fault_is_named_and_the_rest_is_looked_at(office: Office) -> None:
    with office.desk.database.write() as session:
        session.execute(update(TimelineEntry).where(TimelineEntry.id == 2).values(verb="x"))
        session.execute(update(CaseFile).where(CaseFile.case_id == 3).values(state=b"\x00nonsense"))
        session.add(DailyFigure(process="demo", day=date(2020, 1, 1), measure="opened", value=7))

    looked = office.drill()

    assert [one.good for one in looked] == [True, True, True, False, False, False, True]
    assert ": edited." in looked[3].faults[0]
    assert "does not load" in looked[4].faults[0]
    assert "2020-01-01 was counted otherwise" in looked[5].faults[0]


def test_an_index_that_disagrees_with_its_table_is_found(office: Office) -> None:
    """As after a bad disk, or after an upgrade that changed the rules of sorting."""
    database = office.desk.database
    with database.engine.begin() as connection:
        if database.is_sqlite:
            connection.exec_driver_sql("CREATE INDEX ix_bad ON payload (case_id)")
            connection.exec_driver_sql("PRAGMA writable_schema=ON")
            change = "UPDATE sqlite_master SET sql = replace(sql, '(case_id)', '(id)') WHERE name = 'ix_bad'"
            connection.exec_driver_sql(change)
            connection.exec_driver_sql("PRAGMA writable_schema=OFF")
        else:
            order = "CREATE OR REPLACE FUNCTION rank(integer) RETURNS integer IMMUTABLE LANGUAGE sql AS"
            connection.execute(text(f"{order} 'select $1'"))
            connection.execute(text("CREATE INDEX ix_bad ON payload (rank(case_id))"))
            connection.execute(text(f"{order} 'select -$1'"))
    database.dispose()

    found = embedded.integrity(database) if database.is_sqlite else served.integrity(database)

    assert found
    assert any("ix_bad" in line for line in found)


@pytest.mark.parametrize("office", ["sqlite"], indirect=True)
def test_a_row_that_refers_to_nothing_is_found(office: Office) -> None:
    database = office.desk.database
    with database.engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.cursor().execute("PRAGMA foreign_keys=OFF")
        connection.execute(text('DELETE FROM "case" WHERE id = 3'))
        connection.commit()
    database.dispose()

    assert "a row of payload refers to nothing in case" in embedded.integrity(database)


def test_a_store_with_an_erased_case_passes_everything(office: Office) -> None:
    desk = office.desk
    with desk.database.read() as session:
        case_id = session.scalars(select(Case.id).limit(1)).one()
    desk.do("sue", cancel_case, case_id, "A mistake.")
    with desk.database.write() as session:
        session.execute(update(Letter).values(state="sent"))
    desk.do(SYSTEM, erase_case, case_id, "Asked for.")

    looked = office.drill()

    assert [(one.words, one.faults) for one in looked if not one.good] == []
