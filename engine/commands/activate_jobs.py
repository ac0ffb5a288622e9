"""Give jobs to an outside worker: each to one program at a time, under a lease."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from engine.commands.give_up_job import KIND
from engine.commands.once import once_only
from engine.errors import InvalidSubmission
from engine.jobs.leases import MOST_JOBS, MOST_LEASE, Asked, take, worn_out
from engine.step import Step
from engine.work.queue import put


@once_only
def activate_jobs(
    step: Step, types: Collection[str], worker: str, *, most: int = 1, lease: timedelta = timedelta(minutes=5)
) -> str:
    """Lease the jobs of these types that have waited longest; gives the token they are leased under.

    Only those for the groups of the actor. `worker` is the program's own name for itself, told on the pages
    while it has a job and on the timeline when it has done it. A job whose last try was a lease that ran out
    is handed to people instead. Raises InvalidSubmission.
    """
    errors = {}
    if not types:
        errors["types"] = ["Name the types of jobs."]
    if not worker.strip():
        errors["worker"] = ["Say which program asks."]
    if not 1 <= most <= MOST_JOBS:
        errors["most"] = [f"From 1 to {MOST_JOBS} jobs at a time."]
    if not timedelta(seconds=1) <= lease <= MOST_LEASE:
        errors["lease_seconds"] = [f"From 1 to {int(MOST_LEASE.total_seconds())} seconds."]
    if errors:
        raise InvalidSubmission(errors)
    asked = Asked(types=types, groups=step.actor.groups, worker=worker.strip(), most=most, lease=lease)
    _have_given_up(step, asked)
    return take(step.session, asked, step.now)


def _have_given_up(step: Step, asked: Asked) -> None:
    """Have jobs handed to people whose last lease ran out.

    Each in a transaction of its own: a program that only asks waits for no case, and holds none.
    """
    for job_id, case_id, token in worn_out(step.session, asked, step.now):
        put(
            step.session,
            kind=KIND,
            case_id=case_id,
            ref=job_id,
            due_at=step.now,
            content={"token": token},
            dedup_key=f"{KIND}:{job_id}:{token}",
            once=True,
        )
