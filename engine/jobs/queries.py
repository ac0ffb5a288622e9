"""Reading jobs for outside workers: what a program was given, what a case waits for, what nobody fetches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from engine.cases.models import Case
from engine.database import dialect_of
from engine.jobs.models import OutsideJob
from engine.work.lease import lease_clock

UNASKED = timedelta(minutes=15)  # free for so long: no program asks, or too few do


@dataclass(frozen=True, kw_only=True)
class JobView:
    """A job as the program that leased it is given it."""

    id: str
    token: str
    type: str
    title: str
    case: str  # reference
    process: str
    element: str
    name: str
    variables: Mapping[str, Any]
    headers: Mapping[str, str]
    retries: int
    failures: int
    since: datetime
    due: datetime | None
    lease_until: datetime


@dataclass(frozen=True, kw_only=True)
class WaitingJob:
    """A job as the page of its case tells of it."""

    name: str
    type: str
    title: str
    since: datetime
    due: datetime | None
    retries: int
    reason: str | None
    worker: str | None  # who has it now


@dataclass(frozen=True, kw_only=True)
class Queue:
    """All jobs of one type that wait: how many, since when, and whether programs fetch them."""

    type: str
    title: str
    waiting: int
    leased: int  # in the hands of a program now
    given_up: int  # left to people after the last try
    overdue: int
    oldest: datetime  # since when the oldest of them waits
    free_since: datetime | None  # since when the oldest could have been fetched and was not
    at: datetime

    @property
    def alarms(self) -> tuple[str, ...]:
        """What somebody should look into, in sentences."""
        found = []
        if self.free_since is not None and self.at - self.free_since > UNASKED:
            minutes = int((self.at - self.free_since) / timedelta(minutes=1))
            found.append(
                f"A job for the worker '{self.title}' ({self.type}) has not been fetched for {minutes} "
                "minutes: no program asks for it, or too few do."
            )
        if self.overdue:
            found.append(f"Jobs that the worker '{self.title}' should have done by now: {self.overdue}.")
        return tuple(found)

    @property
    def age(self) -> timedelta:
        """How long the oldest has been waiting."""
        return max(self.at - self.oldest, timedelta(0))


def leased_jobs(session: Session, token: str) -> list[JobView]:
    """The jobs leased under a token that still wait, the longest visible first."""
    rows = session.execute(
        select(OutsideJob, Case.reference, Case.process)
        .join(Case, Case.id == OutsideJob.case_id)
        .where(OutsideJob.lease_token == token)
        .order_by(OutsideJob.visible_at, OutsideJob.id)
        .execution_options(populate_existing=True)
    )
    return [
        JobView(
            id=job.id,
            token=token,
            type=job.type,
            title=job.title,
            case=reference,
            process=process,
            element=job.element,
            name=job.name,
            variables=job.variables,
            headers=job.headers,
            retries=job.retries,
            failures=job.failures,
            since=job.opened_at,
            due=job.due_at,
            lease_until=job.lease_until or job.visible_at,
        )
        for job, reference, process in rows
    ]


def jobs_of(session: Session, case_id: int) -> list[WaitingJob]:
    """What a case waits for from outside workers, the longest first."""
    rows = session.execute(
        select(OutsideJob, _held(session).label("held"))
        .where(OutsideJob.case_id == case_id)
        .order_by(OutsideJob.opened_at, OutsideJob.id)
    )
    return [
        WaitingJob(
            name=job.name,
            type=job.type,
            title=job.title,
            since=job.opened_at,
            due=job.due_at,
            retries=job.retries,
            reason=job.reason,
            worker=job.worker if held else None,
        )
        for job, held in rows
    ]


def queues(session: Session, now: datetime) -> Sequence[Queue]:
    """Every type that something waits for, by name."""
    held = _held(session)
    free = (OutsideJob.visible_at <= now) & (OutsideJob.retries > 0) & ~held
    since = case(
        (OutsideJob.lease_until > OutsideJob.visible_at, OutsideJob.lease_until), else_=OutsideJob.visible_at
    )
    rows = session.execute(
        select(
            OutsideJob.type,
            func.max(OutsideJob.title).label("title"),
            func.count().label("waiting"),
            func.sum(case((held, 1), else_=0)).label("leased"),
            func.sum(case((OutsideJob.retries == 0, 1), else_=0)).label("given_up"),
            func.sum(case((OutsideJob.due_at <= now, 1), else_=0)).label("overdue"),
            func.min(OutsideJob.opened_at).label("oldest"),
            func.min(case((free, since))).label("free_since"),
        )
        .group_by(OutsideJob.type)
        .order_by(OutsideJob.type)
    )
    return [Queue(**row, at=now) for row in rows.mappings()]


def _held(session: Session) -> ColumnElement[bool]:
    clock = lease_clock(dialect_of(session))
    return OutsideJob.lease_token.is_not(None) & (OutsideJob.lease_until > clock)
