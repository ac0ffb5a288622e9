"""Taking jobs: of many programs that ask at once, each job is given to one, under a lease that runs out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from engine.database import dialect_of
from engine.jobs.models import OutsideJob
from engine.work.lease import lease_clock

MOST_JOBS = 100  # at a time
MOST_TYPES = 50
MOST_LEASE = timedelta(days=1)


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

    Rows that another program takes just now are passed over, not waited for.
    """
    token = uuid4().hex
    store = dialect_of(session)
    free = (
        select(OutsideJob.id)
        .where(OutsideJob.type.in_(sorted(set(asked.types))), OutsideJob.grp.in_(sorted(asked.groups)))
        .where(OutsideJob.visible_at <= now, OutsideJob.retries > 0, _is_free(store))
        .order_by(OutsideJob.visible_at, OutsideJob.id)
        .limit(asked.most)
        .with_for_update(skip_locked=True)
    )
    if asked.job_id is not None:
        free = free.where(OutsideJob.id == asked.job_id)
    # Asked for apart: inside IN the planner might ask again for each row, and take more than `most`.
    taken = free.cte("taken")
    session.execute(
        update(OutsideJob)
        .where(OutsideJob.id.in_(select(taken.c.id)))
        .values(lease_token=token, lease_until=lease_clock(store, asked.lease), worker=asked.worker)
        .execution_options(synchronize_session=False)
    )
    return token


def _is_free(store: str) -> ColumnElement[bool]:
    return or_(OutsideJob.lease_until.is_(None), OutsideJob.lease_until <= lease_clock(store))
