"""A program outside for tests of its jobs: it fetches, and answers under its lease."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from engine.commands.activate_jobs import activate_jobs
from engine.commands.complete_job import complete_job
from engine.commands.fail_job import fail_job
from engine.commands.throw_job_error import throw_job_error
from engine.jobs.models import OutsideJob
from engine.jobs.queries import JobView, leased_jobs
from tests.engine.commands.desk import MONDAY, Desk
from tests.engine.commands.package import PackageBuilder

TYPE = "accounts.credit_note"
WORKER = {"title": "Credit note", "group": "officer", "example": {"note": "G-1", "amount": 12.5}}
GIVEN = {"note": "G-17", "amount": 20}


def credit(retries: int | None = None, **worker: Any) -> PackageBuilder:
    """A task for a worker, then one for a person; keyword arguments change what is declared."""
    declared = {name: value for name, value in {**WORKER, **worker}.items() if value is not None}
    return (
        PackageBuilder()
        .settings(workers={TYPE: declared})
        .start()
        .service("ask", TYPE, retries=retries, takes={"who": "=name", "sum": "=amount * 2"}, kind="refund")
        .user("after")
        .end()
        .flow("start", "ask", "after", "end")
    )


def let_leases_run_out(desk: Desk) -> None:
    """An hour goes by for leases, whichever clock tells them."""
    with desk.database.write() as session:
        for row in session.scalars(select(OutsideJob).where(OutsideJob.lease_until.is_not(None))):
            row.lease_until = (row.lease_until or MONDAY) - timedelta(hours=1)


class Program:
    """One program with the token of a person."""

    def __init__(self, desk: Desk, person: str = "oli", name: str = "erp-1") -> None:
        """Nothing fetched yet."""
        self.desk, self.person, self.name = desk, person, name

    def fetch(
        self, *types: str, most: int = 10, lease: timedelta = timedelta(minutes=5), key: str | None = None
    ) -> list[JobView]:
        """What the program is given."""
        token = self.desk.send(
            self.person, key, activate_jobs, types or [TYPE], self.name, most=most, lease=lease
        )
        with self.desk.database.read() as session:
            return leased_jobs(session, token)

    def one(self, **more: Any) -> JobView:
        """The only job there is to fetch."""
        (job,) = self.fetch(**more)
        return job

    def complete(self, job: JobView, answers: Any = GIVEN) -> None:
        """Answer it."""
        self.desk.do(self.person, complete_job, job.id, job.token, answers)

    def fail(self, job: JobView, reason: str = "away", **more: Any) -> None:
        """Give it back."""
        self.desk.do(self.person, fail_job, job.id, job.token, reason, **more)

    def err(self, job: JobView, code: str, **variables: Any) -> None:
        """End it in an error."""
        self.desk.do(self.person, throw_job_error, job.id, job.token, code, "no account", variables)
