"""Taking jobs: of many programs that ask at once, each job is given to one, under a lease that runs out.

A lease that ran out without an answer is a try used, which is counted when somebody asks for the job again.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import ColumnElement, Row, case, func, literal, or_, select, update
from sqlalchemy.orm import Session

from engine.database import dialect_of
from engine.jobs.models import OutsideJob
from engine.work.lease import lease_clock

MOST_JOBS = 100  # at a time
MOST_TYPES = 50
MOST_LEASE = timedelta(days=1)
SILENT, ANSWERED = "The program '", "' took the job and did not answer in time."  # with its name between


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a program asks for: types of jobs, at most so many, for how long; its people's groups."""

    types: Collection[str]
    groups: Collection[str]
    worker: str
    most: int
    lease: timedelta
    job_id: str | None = None  # this one alone


def take(session: Session, asked: Asked, now: datetime) -> str:
    """Lease the jobs that have waited longest; gives the token they were leased under, perhaps none.

    Rows that another program takes just now are passed over, not waited for; so are those whose last try was
    a lease that ran out, see `worn_out`.
    """
    token = uuid4().hex
    store = dialect_of(session)
    silent = OutsideJob.lease_token.is_not(None)
    free = (
        select(OutsideJob.id)
        .where(*_asked_for(asked, now), _is_free(store), or_(~silent, OutsideJob.retries > 1))
        .order_by(OutsideJob.visible_at, OutsideJob.id)
        .limit(asked.most)
        .with_for_update(skip_locked=True)
    )
    # Asked for apart: inside IN the planner might ask again for each row, and take more than `most`.
    taken = free.cte("taken")
    session.execute(
        update(OutsideJob)
        .where(OutsideJob.id.in_(select(taken.c.id)))
        .values(
            lease_token=token,
            lease_until=lease_clock(store, asked.lease),
            worker=asked.worker,
            retries=case((silent, OutsideJob.retries - 1), else_=OutsideJob.retries),
            failures=case((silent, OutsideJob.failures + 1), else_=OutsideJob.failures),
            reason=case((silent, _silence()), else_=OutsideJob.reason),
        )
        .execution_options(synchronize_session=False)
    )
    return token


def worn_out(session: Session, asked: Asked, now: datetime) -> Sequence[Row[str, int, str | None]]:
    """Id, case and token of jobs whose last try was a lease that ran out; at most so many as asked for."""
    silent = OutsideJob.lease_until <= lease_clock(dialect_of(session))
    rows = (
        select(OutsideJob.id, OutsideJob.case_id, OutsideJob.lease_token)
        .where(*_asked_for(asked, now), OutsideJob.lease_token.is_not(None), OutsideJob.retries == 1, silent)
        .order_by(OutsideJob.visible_at, OutsideJob.id)
        .limit(asked.most)
    )
    return session.execute(rows).all()


def silence_of(worker: str | None) -> str:
    """Why a try of this program came to nothing when its lease ran out."""
    return f"{SILENT}{worker or ''}{ANSWERED}"


def _silence() -> ColumnElement[str]:
    return literal(SILENT) + func.coalesce(OutsideJob.worker, "") + literal(ANSWERED)


def _asked_for(asked: Asked, now: datetime) -> tuple[ColumnElement[bool], ...]:
    of_types = OutsideJob.type.in_(sorted(set(asked.types)))
    mine = () if asked.job_id is None else (OutsideJob.id == asked.job_id,)
    return (
        of_types,
        OutsideJob.grp.in_(sorted(asked.groups)),
        OutsideJob.visible_at <= now,
        OutsideJob.retries > 0,
        *mine,
    )


def _is_free(store: str) -> ColumnElement[bool]:
    return or_(OutsideJob.lease_until.is_(None), OutsideJob.lease_until <= lease_clock(store))
