"""Hand a job to people that no outside worker could do: its last try failed, or its last lease ran out."""

from __future__ import annotations

from engine.cases.errors import CaseClosed
from engine.cases.models import Case
from engine.commands.advance.jobs import open_job_incident
from engine.commands.advance.running import load_running
from engine.commands.progress import progress
from engine.commands.working_on import working_on
from engine.jobs.errors import JobNotFound, JobOver, LeaseLost
from engine.jobs.leases import silence_of
from engine.jobs.models import OutsideJob
from engine.step import Step
from engine.work.models import Work

KIND = "job_lease"
FAILED = "worker-failed"  # code of the incident


def give_up_job(step: Step, work: Work) -> None:
    """Count a last lease that ran out as the last try.

    Nothing where the program has answered meanwhile, or the case went on without it.
    """
    try:
        case, job = working_on(step, work.ref or "", (work.content or {})["token"])
    except (JobNotFound, JobOver, LeaseLost, CaseClosed):
        return
    job.failures += 1
    hand_to_people(step, case, job, silence_of(job.worker))


def hand_to_people(step: Step, case: Case, job: OutsideJob, reason: str) -> None:
    """Open the incident; nobody is given the job until people have it tried again."""
    job.retries, job.reason, job.lease_token, job.lease_until = 0, reason, None, None
    running = load_running(step, case)
    place = next(one for one in running.position().jobs if one.id == job.place)
    running.happened(
        "job failed", job.element, name=job.name, worker=job.worker, type=job.type, reason=reason
    )
    open_job_incident(running, place, FAILED, reason)
    step.session.flush()
    progress(running)
