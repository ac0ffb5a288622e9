"""Reading clocks and the escalation queue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    func,
    literal,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session

from engine.cases.models import OPEN as CASE_OPEN
from engine.cases.models import Case
from engine.clocks.errors import EscalationNotFound
from engine.clocks.models import RESOLVED, RUNNING, Clock, Escalation
from engine.people.models import Person

MOST_COUNTED = 1_000  # a badge says "1000+" beyond
# Written out as the partial index says it: with a bound value no planner would know that the index holds it.
_UNRESOLVED = Escalation.state != literal(RESOLVED, literal_execute=True)


@dataclass(frozen=True, kw_only=True)
class ClockView:
    """A promise as a page shows it. `standing` is running, paused, met, breached or cancelled."""

    key: str
    title: str
    kind: str
    standing: str
    is_running: bool
    amount: str
    started_at: datetime
    due_at: datetime
    paused_since: datetime | None
    paused_seconds: int
    pauses: tuple[dict[str, Any], ...]
    points: tuple[dict[str, Any], ...]
    moves: tuple[dict[str, Any], ...]
    stopped_at: datetime | None
    explanation: str


@dataclass(frozen=True, kw_only=True)
class EscalationView:
    """A line of the escalation queue, with what a supervisor must know of the case."""

    id: str
    case_id: int
    reference: str
    process: str
    version: str
    summary: str
    case_state: str
    case_owner_id: str | None
    case_owner: str | None
    case_owner_group: str | None
    case_due_at: datetime | None
    origin: str
    level: int
    group: str | None
    reason: str
    clock: str | None
    clock_title: str | None
    clock_due_at: datetime | None
    state: str
    raised_at: datetime
    raised_by: str
    acknowledged_at: datetime | None
    taken_over_at: datetime | None
    owner_id: str | None
    owner_name: str | None
    resolved_at: datetime | None
    resolved_by: str | None
    resolution: str | None

    @property
    def cursor(self) -> tuple[datetime, str]:
        """Where the page after this line begins."""
        return self.raised_at, self.id


@dataclass(frozen=True, kw_only=True)
class QueueFilter:
    """Which escalations are wanted; None means all."""

    groups: frozenset[str] | None = None  # of the reader; escalations of no group are seen by everybody
    process: str | None = None
    level: int | None = None
    state: str | None = None  # None: everything not resolved
    owner_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class RiskView:
    """A running clock that is due soon or overdue."""

    case_id: int
    reference: str
    process: str
    summary: str
    owner_id: str | None
    owner: str | None
    owner_group: str | None
    clock: str
    title: str
    kind: str
    due_at: datetime
    is_breached: bool

    @property
    def cursor(self) -> tuple[datetime, str]:
        """Where the page after this line begins."""
        return self.due_at, f"{self.case_id}/{self.clock}"


def clocks_of(session: Session, case_id: int) -> list[ClockView]:
    """The clocks of a case's latest run, the next due first and the stopped ones last."""
    rows = session.scalars(select(Clock).where(Clock.case_id == case_id)).all()
    latest = max((row.run for row in rows), default=0)
    views = [_clock(row) for row in rows if row.run == latest]
    return sorted(views, key=lambda view: (view.stopped_at is not None, view.due_at, view.key))


def escalations_of(session: Session, case_id: int) -> list[EscalationView]:
    """Every escalation of a case, the newest first."""
    newest = _queue().where(Escalation.case_id == case_id)
    newest = newest.order_by(Escalation.raised_at.desc(), Escalation.id.desc())
    return [_escalation(row) for row in session.execute(newest)]


def escalation_view(session: Session, escalation_id: str) -> EscalationView:
    """One escalation, resolved or not; raises EscalationNotFound."""
    row = session.execute(_queue().where(Escalation.id == escalation_id)).one_or_none()
    if row is None:
        raise EscalationNotFound(escalation_id)
    return _escalation(row)


def escalation_queue(
    session: Session, wanted: QueueFilter, *, after: tuple[datetime, str] | None = None, limit: int = 50
) -> list[EscalationView]:
    """A page of the queue, the longest waiting first; `after` is the cursor of the last line seen.

    A union of limited branches, one per group: each is a short walk along one partial index, so a page costs
    the same however many escalations wait.
    """
    found = union_all(*(select(one.subquery()) for one in _branches(wanted, after, limit))).subquery()
    ids = session.scalars(select(found.c.id).order_by(found.c.raised_at, found.c.id).limit(limit)).all()
    rows = {row[0].id: row for row in session.execute(_queue().where(Escalation.id.in_(ids)))}
    return [_escalation(rows[escalation_id]) for escalation_id in ids if escalation_id in rows]


def escalation_count(session: Session, wanted: QueueFilter) -> int:
    """How many escalations that queue holds, counted up to a thousand."""
    branches = (select(one.subquery().c.id) for one in _branches(wanted, None, MOST_COUNTED))
    counted = select(union_all(*branches).subquery().c.id).limit(MOST_COUNTED).subquery()
    return session.scalar(select(func.count()).select_from(counted)) or 0


def _branches(
    wanted: QueueFilter, after: tuple[datetime, str] | None, limit: int
) -> list[Select[datetime, str]]:
    """The first lines of each group the reader sees, and of no group; of all at once where all are wanted."""
    query = select(Escalation.raised_at, Escalation.id).where(*_conditions(wanted))
    if wanted.process is not None:
        query = query.join(Case, Case.id == Escalation.case_id).where(Case.process == wanted.process)
    if after is not None:
        query = query.where(tuple_(Escalation.raised_at, Escalation.id) > tuple_(*after))
    query = query.order_by(Escalation.raised_at, Escalation.id).limit(limit)
    if wanted.groups is None:
        return [query]
    seen = [Escalation.grp.is_(None), *(Escalation.grp == group for group in sorted(wanted.groups))]
    return [query.where(of_group) for of_group in seen]


def clocks_at_risk(
    session: Session,
    until: datetime,
    *,
    now: datetime,
    process: str | None = None,
    after: tuple[datetime, str] | None = None,
    limit: int = 50,
) -> list[RiskView]:
    """Running clocks of open cases due by then, the most overdue first; `after` is the last line's cursor."""
    query = (
        select(Clock, Case, Person.name)
        .join(Case, Case.id == Clock.case_id)
        .outerjoin(Person, Person.id == Case.owner_id)
        .where(Clock.state == RUNNING, Clock.due_at <= until, Case.state == CASE_OPEN)
        .order_by(Clock.due_at, Clock.case_id, Clock.key)
        .limit(limit)
    )
    if process is not None:
        query = query.where(Case.process == process)
    if after is not None:
        case_id, _, key = after[1].partition("/")
        seen = tuple_(after[0], int(case_id), key)
        query = query.where(tuple_(Clock.due_at, Clock.case_id, Clock.key) > seen)
    return [
        RiskView(
            case_id=case.id,
            reference=case.reference,
            process=case.process,
            summary=case.summary,
            owner_id=case.owner_id,
            owner=owner,
            owner_group=case.owner_group,
            clock=clock.key,
            title=clock.title,
            kind=clock.kind,
            due_at=clock.due_at,
            is_breached=clock.due_at <= now,
        )
        for clock, case, owner in session.execute(query)
    ]


def _queue() -> Select[Escalation, Case, str, Clock]:
    of_clock = and_(
        Clock.case_id == Escalation.case_id, Clock.run == Escalation.run, Clock.key == Escalation.clock
    )
    return (
        select(Escalation, Case, Person.name, Clock)
        .join(Case, Case.id == Escalation.case_id)
        .outerjoin(Person, Person.id == Case.owner_id)
        .outerjoin(Clock, of_clock)
    )


def _conditions(wanted: QueueFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.state:
        found.append(Escalation.state == wanted.state)
    if wanted.state != RESOLVED:
        found.append(_UNRESOLVED)
    if wanted.level is not None:
        found.append(Escalation.level == wanted.level)
    if wanted.owner_id is not None:
        found.append(Escalation.owner_id == wanted.owner_id)
    return found


def _clock(row: Clock) -> ClockView:
    return ClockView(
        key=row.key,
        title=row.title,
        kind=row.kind,
        standing=row.standing,
        is_running=row.state == RUNNING,
        amount=row.amount,
        started_at=row.started_at,
        due_at=row.due_at,
        paused_since=row.paused_since,
        paused_seconds=row.paused_seconds,
        pauses=_frozen(row.pauses),
        points=_frozen(row.points),
        moves=_frozen(row.moves),
        stopped_at=row.stopped_at,
        explanation=row.explanation,
    )


def _frozen(entries: Sequence[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    return tuple(entries)


def _escalation(row: Row[Escalation, Case, str, Clock]) -> EscalationView:
    escalation, case, owner, clock = row
    return EscalationView(
        id=escalation.id,
        case_id=case.id,
        reference=case.reference,
        process=case.process,
        version=case.version,
        summary=case.summary,
        case_state=case.state,
        case_owner_id=case.owner_id,
        case_owner=owner,
        case_owner_group=case.owner_group,
        case_due_at=case.due_at,
        origin=escalation.origin,
        level=escalation.level,
        group=escalation.grp,
        reason=escalation.reason,
        clock=escalation.clock,
        clock_title=clock.title if clock else None,
        clock_due_at=clock.due_at if clock else None,
        state=escalation.state,
        raised_at=escalation.raised_at,
        raised_by=escalation.raised_by,
        acknowledged_at=escalation.acknowledged_at,
        taken_over_at=escalation.taken_over_at,
        owner_id=escalation.owner_id,
        owner_name=escalation.owner_name,
        resolved_at=escalation.resolved_at,
        resolved_by=escalation.resolved_by,
        resolution=escalation.resolution,
    )
