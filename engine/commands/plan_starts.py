"""Timer start events: their next instants as work, so that cases open by the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.bpmn.graph.timing import zone_of
from engine.bpmn.model import Element
from engine.bpmn.recurrence import Recurrence, recurrence
from engine.clocks.calendars import calendars
from engine.errors import AmendsError
from engine.feel.surroundings import Surroundings
from engine.feel.text import compile_text
from engine.library.live import package_of
from engine.library.models import LiveVersion, Setting
from engine.library.package import Package
from engine.work.queue import put

KIND = "start"
HANDLED = "started_until"  # a setting for each timer start: everything up to this instant has been dealt with
AN_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True)
class TimerStart:
    """A timer start event of a live version."""

    package: Package
    event: Element
    since: datetime  # when the version went live; what lies before it is not made up for

    @property
    def place(self) -> str:
        """How to name it."""
        return f"{self.package.key}:{self.event.id}"

    def recurrence(self, session: Session, now: datetime) -> Recurrence:
        """Its instants; raises FeelError or TimerUnreadable where the text cannot be used."""
        event = self.event.event
        around = Surroundings(now=now, calendars=calendars(session))
        text = event.text if event is not None else None
        kind = event.timer if event is not None else None
        value = compile_text(text or "").evaluate({}, around)
        return recurrence(kind or "", value, self.since, zone_of(around))


def plan_starts(session: Session, now: datetime) -> None:
    """Have every live timer start done at the first of its instants that was not dealt with yet.

    There is one row at a time: doing it plans the next. Its key holds process, start event and instant, so
    any number of machines plan the same row. A text that cannot be read becomes work too, and so an incident.
    """
    for start in timer_starts(session):
        try:
            plan_start(session, start, start.recurrence(session, now))
        except AmendsError:
            _put(session, start, now, f"unreadable since {start.since.isoformat()}")


def timer_starts(session: Session) -> Iterator[TimerStart]:
    """Every timer start event of the live versions."""
    for live in session.scalars(select(LiveVersion).order_by(LiveVersion.process)).all():
        package = package_of(session, live.version)
        for event in package.model.processes[package.settings.main].starts:
            if event.event is not None and event.event.kind == "timer":
                yield TimerStart(package=package, event=event, since=live.since)


def plan_start(session: Session, start: TimerStart, instants: Recurrence) -> None:
    """Put the first instant that was not dealt with into the list of work."""
    after = max(start.since - AN_INSTANT, handled_until(session, start) or start.since - AN_INSTANT)
    following = instants.following(after)
    if following is not None:
        _put(session, start, following, following.isoformat())


def handled_until(session: Session, start: TimerStart) -> datetime | None:
    """Up to which instant this start has been dealt with."""
    row = session.get(Setting, f"{HANDLED}:{start.place}", populate_existing=True)
    return datetime.fromisoformat(row.value) if row else None


def remember_handled(session: Session, start: TimerStart, instant: datetime) -> None:
    """Note, in the transaction that opens the case, that this start is dealt with up to here."""
    key = f"{HANDLED}:{start.place}"
    row = session.get(Setting, key, populate_existing=True)
    if row is None:
        session.add(Setting(key=key, value=instant.isoformat()))
    else:
        row.value = max(datetime.fromisoformat(row.value), instant).isoformat()
    session.flush()


def _put(session: Session, start: TimerStart, due_at: datetime, what: str) -> None:
    # Planned again with every beat: a row that failed and waits for its next try must not be moved.
    put(
        session,
        kind=KIND,
        due_at=due_at,
        dedup_key=f"{KIND}:{start.place}:{what}",
        ref=start.place,
        content={"process": start.package.key, "start": start.event.id},
        once=True,
    )
