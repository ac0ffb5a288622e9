"""Give jobs to an outside worker: each to one program at a time, under a lease."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from engine.commands.once import once_only
from engine.errors import InvalidSubmission
from engine.jobs.leases import MOST_JOBS, MOST_LEASE, Asked, take
from engine.step import Step


@once_only
def activate_jobs(
    step: Step, types: Collection[str], worker: str, *, most: int = 1, lease: timedelta = timedelta(minutes=5)
) -> str:
    """Lease the jobs of these types that have waited longest; gives the token they are leased under.

    Only those for the groups of the actor. `worker` is the program's own name for itself, told on the pages
    while it has a job and on the timeline when it has done it. Raises InvalidSubmission.
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
    return take(step.session, asked, step.now)
