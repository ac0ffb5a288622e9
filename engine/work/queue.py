"""The list of what is to be done later: put in and taken out in the transaction that causes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, case, delete, func, or_, select, update
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.dml import ReturningInsert

from engine.database import dialect_of
from engine.work.lease import is_free, lease_clock
from engine.work.models import PENDING, READY, RUNNING, Work
from engine.writing import Upsert, inserting, write_and_read

MOST_ATTEMPTS = 5
AT_ONCE = timedelta(seconds=1)  # what work causes within this time counts as the next round of a circle
TURN = (Work.visible_at, Work.id)
PUT = "put"  # where a session keeps the ids and instants of what it has put
ROUND = "round"  # where it keeps the instant and the round of the work it was opened for


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A row of work that this process has taken upon itself to do or to hand on."""

    id: str
    case_id: int | None


def _move_waiting(into: Upsert) -> ReturningInsert[str]:
    moved = {name: into.excluded[name] for name in ("due_at", "visible_at", "content", "ref", "rounds")}
    into = into.on_conflict_do_update(index_elements=["dedup_key"], set_=moved, where=Work.state == READY)
    return into.returning(Work.id)


def _leave_alone(into: Upsert) -> ReturningInsert[str]:
    return into.on_conflict_do_nothing(index_elements=["dedup_key"]).returning(Work.id)


_PUT, _PUT_ONCE = inserting(Work, _move_waiting), inserting(Work, _leave_alone)


def put(
    session: Session,
    *,
    kind: str,
    due_at: datetime,
    dedup_key: str | None = None,
    case_id: int | None = None,
    ref: str | None = None,
    content: Any = None,
    visible_at: datetime | None = None,
    attempts: int = 0,
    max_attempts: int = MOST_ATTEMPTS,
    once: bool = False,
) -> None:
    """Have something done at `due_at`; the carrier looks again after the commit.

    The same dedup key again moves work that still waits to the new time, or with `once` changes nothing;
    work once done stays done.
    `visible_at` and `attempts` are for work that was tried before it came here.
    """
    values = {
        "id": uuid4().hex,
        "kind": kind,
        "case_id": case_id,
        "ref": ref,
        "content": content,
        "dedup_key": dedup_key or uuid4().hex,
        "due_at": due_at,
        "visible_at": visible_at or due_at,
        "state": READY,
        "attempts": attempts,
        "max_attempts": max_attempts,
        "rounds": _round(session, due_at),
    }
    statement = (_PUT_ONCE if once else _PUT)[dialect_of(session)]
    put_id = write_and_read(session, statement, values)
    session.info["due"] = True
    if put_id is not None:
        session.info.setdefault(PUT, []).append((put_id, values["visible_at"]))


def drop(session: Session, *, case_id: int, kind: str | None = None, ref: str | None = None) -> None:
    """Take waiting work of a case out of the list: of this kind and about this, or all of it."""
    statement = delete(Work).where(Work.case_id == case_id, Work.state.in_(PENDING))
    if kind is not None:
        statement = statement.where(Work.kind == kind)
    if ref is not None:
        statement = statement.where(Work.ref == ref)
    session.execute(statement.execution_options(synchronize_session=False))


def due(session: Session, now: datetime, limit: int = 100) -> list[Work]:
    """What may be done now, the longest visible first; of each case only what is first in its turn."""
    return list(session.scalars(select(Work).where(*_is_due(session, now)).order_by(*TURN).limit(limit)))


def take_due(
    session: Session,
    now: datetime,
    lease: timedelta,
    *,
    limit: int = 100,
    ids: Sequence[str] | None = None,
) -> list[Taken]:
    """The same, kept from all other processes for the length of a lease; `ids` narrows it to these.

    Rows that somebody else takes just now are passed over. Whoever began one and lost its lease is fenced.
    """
    rows = select(Work.id).where(*_is_due(session, now))
    if ids is not None:
        rows = rows.where(Work.id.in_(ids))
    rows = rows.order_by(*TURN).limit(limit).with_for_update(skip_locked=True)
    taken = session.execute(
        update(Work)
        .where(Work.id.in_(rows))
        .values(state=READY, lease_token=None, lease_until=lease_clock(dialect_of(session), lease))
        .returning(Work.id, Work.case_id)
        .execution_options(synchronize_session=False)
    )
    return [Taken(id=row.id, case_id=row.case_id) for row in taken]


def give_back(session: Session, ids: Sequence[str]) -> None:
    """Let others have at once what was taken and not begun."""
    session.execute(
        update(Work)
        .where(Work.id.in_(ids), Work.state == READY)
        .values(lease_until=None)
        .execution_options(synchronize_session=False)
    )


def begin_round(session: Session, work: Work, now: datetime) -> None:
    """Say that what this transaction puts is caused by work that is done now."""
    session.info[ROUND] = now, work.rounds + 1


def _round(session: Session, due_at: datetime) -> int:
    """Which round of a circle this would be; 0 where a person causes it or time passes before it is due."""
    now, number = session.info.get(ROUND, (due_at - AT_ONCE, 0))
    return number if due_at - now < AT_ONCE else 0


def put_at_once(session: Session, now: datetime) -> list[str]:
    """The ids of what this transaction put and what is due already."""
    return [work_id for work_id, visible_at in session.info.get(PUT, ()) if visible_at <= now]


def _is_due(session: Session, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Work.state.in_(PENDING),
        Work.visible_at <= now,
        is_free(dialect_of(session)),
        or_(Work.case_id.is_(None), Work.id == _first_of_case(now, lease_clock(dialect_of(session)))),
    )


def _first_of_case(now: datetime, clock: ColumnElement[datetime]) -> ColumnElement[str]:
    """Which row of the same case has its turn: the one that runs, else the longest visible.

    A scalar subquery on purpose: the planner would turn EXISTS into a join over everything that is due.
    """
    other = aliased(Work)
    runs = and_(other.state == RUNNING, other.lease_until > clock)
    return (
        select(other.id)
        .where(other.case_id == Work.case_id, other.state.in_(PENDING), or_(runs, other.visible_at <= now))
        .order_by(case((runs, 0), else_=1), other.visible_at, other.id)
        .limit(1)
        .scalar_subquery()
    )


def next_instant(session: Session, after: datetime | None = None) -> datetime | None:
    """When something will be due next (later than `after`), or None when nothing waits."""
    waiting = select(func.min(Work.visible_at)).where(Work.state.in_(PENDING))
    if after is not None:
        waiting = waiting.where(Work.visible_at > after)
    return session.scalar(waiting)
