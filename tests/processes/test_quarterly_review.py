"""The handling of complaints is reviewed once a quarter, by the figures of the complaint register."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update

from engine.cases.models import Case
from engine.commands.due import run_until
from engine.commands.open_case import Opened, open_case
from engine.library.models import LiveVersion
from engine.library.package import Package
from engine.library.source import shipped_root
from engine.people.groups import add_groups
from engine.work.travel import travel_to
from tests.engine.commands.desk import Desk

BEGINS = datetime(2026, 7, 5, 9, tzinfo=UTC)  # just after one review: 92 days before the next
OCTOBER = datetime(2026, 10, 5, 7, tzinfo=UTC)  # 8 am in London


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk that handles complaints and corrective actions, live since its present."""
    here = Desk(tmp_path)
    here.now = BEGINS
    for key in ("complaint_handling", "corrective_action"):
        package = Package.read(shipped_root(), key)
        here.deploy(package)
        with here.database.write() as session:
            add_groups(session, None, {one.key: one.title for one in package.settings.groups.values()})
    with here.database.write() as session:
        session.execute(update(LiveVersion).values(since=here.now))
        travel_to(session, here.settings, here.now)
    yield here
    here.database.dispose()


def complain(desk: Desk, **more: object) -> Opened:
    """A complaint that comes in from a program."""
    given = {"complainant_name": "Inga Dahl", "description": "The card was charged twice.", **more}
    return desk.do("ana", open_case, "complaint_handling", start="sent_in", variables=given)


def travel(desk: Desk, until: datetime) -> None:
    """Let everything happen up to an instant, as `amends tick` does."""
    run_until(desk.database, desk.settings, until)
    desk.now = until


def reviews(desk: Desk) -> list[Case]:
    """The reviews so far, in the order of their opening."""
    with desk.database.read() as session:
        found = session.scalars(select(Case).where(Case.summary == "Quarterly review"))
        return sorted(found, key=lambda case: case.opened_at)


def test_each_quarter_brings_one_review_however_far_time_travels(desk: Desk) -> None:
    travel(desk, datetime(2027, 4, 6, tzinfo=UTC))

    assert [f"{case.opened_at:%Y-%m-%d}" for case in reviews(desk)] == [
        "2026-10-05",
        "2027-01-05",
        "2027-04-05",
    ]
    assert desk.incidents() == []


def test_the_review_counts_what_lies_in_the_register(desk: Desk) -> None:
    left = complain(desk)
    travel(desk, datetime(2026, 7, 8, 9, tzinfo=UTC))
    overturned = complain(desk, review_outcome="overturned", satisfied_handling="1")
    travel(desk, datetime(2026, 9, 7, 9, tzinfo=UTC))
    complain(desk, satisfied_handling="5")

    travel(desk, OCTOBER)

    assert desk.task("review_process").local["process_figures"] == {
        "received": 2,
        "before": 1,
        "change": 100,
        "left_open": 2,
        "refused": 0,
        "overturned": 1,
        "unhappy": 1,
        "worth_reading": f"{overturned.reference}, {left.reference}",
    }
