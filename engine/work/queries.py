"""Reading work: incidents for people, and how far the machine is behind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Row, Select, func, select, tuple_
from sqlalchemy.orm import Session

from engine.cases.errors import IncidentNotFound
from engine.cases.models import OPEN, Case, Incident
from engine.database import dialect_of
from engine.people.models import Person
from engine.work.lease import is_free
from engine.work.models import PENDING, READY, RUNNING, Work

Cursor = tuple[datetime, str]
PAGE = 50
LATE = timedelta(minutes=2)  # longer than a lease: by then another process should have taken it over


@dataclass(frozen=True, kw_only=True)
class IncidentLine:
    """Something the machine could not finish, and where."""

    id: str
    kind: str
    code: str
    reason: str
    element: str | None
    opened_at: datetime
    case_id: int | None
    reference: str | None
    process: str | None
    summary: str | None
    can_skip: bool

    @property
    def cursor(self) -> Cursor:
        """Where the page after this line begins."""
        return self.opened_at, self.id


@dataclass(frozen=True, kw_only=True)
class IncidentView(IncidentLine):
    """One incident with what its page tells: how often it was tried, and who dealt with it."""

    state: str  # "open", "resolved" or "skipped"
    case_version: str | None
    process_id: str | None
    attempts: int | None
    due_at: datetime | None
    resolved_at: datetime | None
    resolved_by: str | None


@dataclass(frozen=True, kw_only=True)
class Backlog:
    """How far the machine is behind: what is due and not done, since when, and what was given up."""

    due: int
    running: int
    given_up: int
    orphans: int  # begun by a process that has fallen silent
    oldest_due_at: datetime | None
    at: datetime

    @property
    def alarms(self) -> tuple[str, ...]:
        """What somebody should look into, in sentences."""
        found = []
        if self.behind > LATE:
            minutes = int(self.behind / timedelta(minutes=1))
            found.append(f"Work has been due for {minutes} minutes: no process does it, or too few do.")
        if self.orphans:
            found.append(f"Begun and not finished by a process that has fallen silent: {self.orphans}.")
        return tuple(found)

    @property
    def behind(self) -> timedelta:
        """How long the oldest due work has been waiting."""
        return max(self.at - self.oldest_due_at, timedelta(0)) if self.oldest_due_at else timedelta(0)


def open_incidents(
    session: Session, *, case_id: int | None = None, after: Cursor | None = None, limit: int = PAGE
) -> tuple[IncidentLine, ...]:
    """Open incidents, the oldest first; of one case, or of all after a line already seen."""
    query = _incidents().where(Incident.state == OPEN).order_by(Incident.opened_at, Incident.id).limit(limit)
    if case_id is not None:
        query = query.where(Incident.case_id == case_id)
    if after is not None:
        query = query.where(tuple_(Incident.opened_at, Incident.id) > tuple_(*after))
    return tuple(_line(row) for row in session.execute(query))


def incident_view(session: Session, incident_id: str) -> IncidentView:
    """One incident, open or dealt with; raises IncidentNotFound."""
    row = session.execute(_incidents().where(Incident.id == incident_id)).one_or_none()
    if row is None:
        raise IncidentNotFound(incident_id)
    incident, case = row
    work = session.get(Work, incident.work_id) if incident.work_id else None
    by = session.get(Person, incident.resolved_by) if incident.resolved_by else None
    return IncidentView(
        **_line(row).__dict__,
        state=incident.state,
        case_version=case.version if case else None,
        process_id=incident.process_id,
        attempts=work.attempts if work else None,
        due_at=work.due_at if work else None,
        resolved_at=incident.resolved_at,
        resolved_by=by.name if by else incident.resolved_by,
    )


def backlog(session: Session, now: datetime) -> Backlog:
    """The state of the list of work, for the administrator's page and for alarms."""
    pending = select(func.count()).select_from(Work).where(Work.state.in_(PENDING))
    ready = select(func.count(), func.min(Work.visible_at)).where(
        Work.state.in_(PENDING), Work.state == READY, Work.visible_at <= now
    )
    waiting, oldest = session.execute(ready).one()
    running = pending.where(Work.state == RUNNING)
    given_up = select(func.count()).where(Incident.state == OPEN, Incident.work_id.is_not(None))
    return Backlog(
        due=waiting,
        running=session.scalar(running) or 0,
        given_up=session.scalar(given_up) or 0,
        orphans=session.scalar(running.where(is_free(dialect_of(session)))) or 0,
        oldest_due_at=oldest,
        at=now,
    )


def _incidents() -> Select[Incident, Case]:
    return select(Incident, Case).outerjoin(Case, Case.id == Incident.case_id)


def _line(row: Row[Incident, Case]) -> IncidentLine:
    incident, case = row
    return IncidentLine(
        id=incident.id,
        kind=incident.kind,
        code=incident.code,
        reason=incident.reason,
        element=incident.element,
        opened_at=incident.opened_at,
        case_id=incident.case_id,
        reference=case.reference if case else None,
        process=case.process if case else None,
        summary=case.summary if case else None,
        can_skip=incident.kind not in {"stuck", "timer"},
    )
