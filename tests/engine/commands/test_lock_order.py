"""Steps that lock several rows take them in one order, so that no two of them wait for each other."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text, update

from engine.cases.locking import locked_case
from engine.cases.models import Case, Incident
from engine.commands.open_case import open_case
from engine.work.models import DONE, Work
from engine.work.queue import drop
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder

PATIENCE = 60  # seconds
WAITING = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@pytest.fixture
def desk(tmp_path: Path, postgresql_url: str) -> Iterator[Desk]:
    """A store in which rows are locked one by one."""
    here = Desk(tmp_path, postgresql_url)
    yield here
    here.database.dispose()


def comparing() -> PackageBuilder:
    """A case that is merged into the one it names."""
    return (
        PackageBuilder()
        .start()
        .gateway("same", default="look")
        .user("look")
        .service("merge", "case.merge", reference="=earlier", reason="Twice")
        .end()
        .flow("start", "same", "look", "end")
        .flow("same", "merge", "end", when="=earlier != null")
    )


def meeting(desk: Desk, first: Callable[[object], None], second: Callable[[object], None]) -> None:
    """The machine begins its work between two statements of a person's step, and waits for the first."""
    machine = threading.Thread(target=desk.work)
    with desk.database.write() as session:
        first(session)
        machine.start()
        limit = time.monotonic() + PATIENCE
        with desk.database.engine.connect() as looking:
            while not looking.scalar(WAITING):
                looking.rollback()
                assert time.monotonic() < limit, "the machine waits for nothing"
                threading.Event().wait(0.02)
        second(session)
    machine.join()


def test_a_merge_asked_for_by_a_diagram_waits_for_one_by_hand_while_it_holds_nothing(desk: Desk) -> None:
    desk.deploy(comparing().build())
    into = desk.do("ana", open_case, "demo", variables={"earlier": None})
    case = desk.do("ana", open_case, "demo", variables={"earlier": into.reference})

    meeting(
        desk,
        lambda session: locked_case(session, into.case_id),
        lambda session: locked_case(session, case.case_id),
    )

    (work,) = (row for row in desk.rows(Work) if row.kind == "job")
    assert (work.state, work.attempts) == (DONE, 1)
    assert desk.case(case).merged_into_id == into.case_id


def test_work_that_is_given_up_waits_for_its_case_while_it_holds_nothing(desk: Desk) -> None:
    desk.deploy(comparing().build())
    into = desk.do("ana", open_case, "demo", variables={"earlier": None})
    case = desk.do("ana", open_case, "demo", variables={"earlier": into.reference})
    with desk.database.write() as session:
        session.execute(update(Work).where(Work.kind == "job").values(attempts=Work.max_attempts))

    meeting(
        desk,
        lambda session: locked_case(session, case.case_id),
        lambda session: drop(session, case_id=case.case_id, kind="job"),
    )

    assert [row for row in desk.rows(Work) if row.kind == "job"] == []
    assert desk.rows(Incident) == []
    assert len(desk.rows(Case)) == 2
