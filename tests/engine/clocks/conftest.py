"""A store with the shipped calendars, and a small process with one clock of each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

import engine
from engine.bpmn.position import Place, Position, Trace
from engine.cases.models import Case
from engine.clocks.alarms import KIND, FiredPoint, fire_point
from engine.clocks.keeping import keep_clocks
from engine.clocks.models import Clock
from engine.clocks.seeds import seed_calendars
from engine.database import Base, Database
from engine.library.package import Package
from engine.settings import Settings
from engine.step import SYSTEM, Step
from engine.timeline.recording import Happening
from engine.work.models import DONE, READY, Work
from tests.store import store_url

CALENDARS = Path(engine.__file__).parent.parent / "processes" / "shared" / "calendars.yaml"
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
MODEL = Path(__file__).with_name("promises.bpmn")
PROCESS = """
key: promises
prefix: PRM
title: Promises
purpose: Shows each kind of clock.
owner: desk
main: promises
groups: {desk: {title: Desk}, lead: {title: Lead}}
escalation: {levels: {1: lead}}
clocks:
  law:
    title: Answer as the law says
    kind: statutory
    target: 8 weeks
  answer:
    title: Answer
    kind: service
    target: '=if severity = 1 then "2 working days" else "20 working days"'
    stops_with: [close]
    points:
      - {at: "50 %", level: 1, code: clock_warning}
      - {at: "100 %", level: 1, code: clock_breached}
      - {at: "100 % + 1 working day", level: 2, code: clock_breached}
  facts:
    title: Give the facts
    kind: internal
    target: P2D
    begins_with: [ask]
    stops_with: [close]
"""


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A writing session on an empty store with calendars."""
    database = Database(store_url(tmp_path))
    Base.metadata.create_all(database.engine)
    with database.write() as session:
        seed_calendars(session, CALENDARS, MONDAY)
        yield session
    database.dispose()


@dataclass
class Desk:
    """A case at an instant, whose clocks are kept and fired as commands do it."""

    session: Session
    package: Package
    settings: Settings
    case: Case
    now: datetime = MONDAY

    def step(self) -> Step:
        """A step of the machine at the present instant."""
        return Step(session=self.session, actor=SYSTEM, now=self.now, settings=self.settings)

    def keep(self, *entered: str, at: str = "work", **file: Any) -> list[Happening]:
        """Enter some elements, rest at one, and keep the clocks."""
        place = Place(id="1", process="promises", element=at, name="Ask the customer")
        position = Position(
            places=(place,),
            tasks=(),
            timers=(),
            subscriptions=(),
            jobs=(),
            stuck=(),
            thrown=(),
            trace=tuple(Trace(verb="entered", process="promises", element=each) for each in entered),
            finished=False,
        )
        context = {"severity": 3, **file, "case": {"received": self.case.received_at}}
        return keep_clocks(self.step(), self.case, self.package, position, context)

    def clock(self, key: str) -> Clock:
        """The row of a clock."""
        return self.session.get_one(Clock, (self.case.id, self.case.run, key))

    def alarms(self, key: str) -> list[Work]:
        """What waits to be done for a clock."""
        query = select(Work).where(Work.kind == KIND, Work.ref == key, Work.state == READY)
        return list(self.session.scalars(query))

    def fire(self, key: str) -> FiredPoint | None:
        """Do the clock's next point at its due time."""
        work = self.alarms(key)[0]
        self.now = max(self.now, work.due_at)
        work.state = DONE
        self.session.flush()
        return fire_point(self.step(), work, self.case, self.package)


def desk_in(session: Session, folder: Path, received_at: datetime = MONDAY, *, held: bool = False) -> Desk:
    """A case of the small process, received at an instant; its clocks do not run yet."""
    package = Package.from_files(
        "promises",
        {
            "processes/promises/process.yaml": PROCESS.encode(),
            "processes/promises/promises.bpmn": MODEL.read_bytes(),
        },
    )
    case = Case(
        reference="PRM-2026-000001-X",
        process="promises",
        version=package.version,
        opened_at=MONDAY,
        received_at=received_at,
        secret_nonce="",
        held=held,
        status="",
    )
    session.add(case)
    session.flush()
    settings = Settings(var=folder, database_url="sqlite://", secret_key=b"x" * 32)
    return Desk(session=session, package=package, settings=settings, case=case)


@pytest.fixture
def open_desk(session: Session, tmp_path: Path) -> Callable[..., Desk]:
    """Opens a case that was received at an instant."""
    return partial(desk_in, session, tmp_path)


@pytest.fixture
def desk(open_desk: Callable[..., Desk]) -> Desk:
    """A case received on Monday morning whose clocks run."""
    desk = open_desk()
    desk.keep()
    return desk
