"""What completing, failing and throwing an error have in common: the job must still be this program's."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from engine.cases.locking import locked_case, require_running
from engine.cases.models import Case
from engine.commands.advance.running import Running, go_by_changes, load_running
from engine.forms.keeping import can_be_kept
from engine.jobs.errors import JobNotFound, JobOver, LeaseLost, NotOfGroup
from engine.jobs.models import OutsideJob
from engine.step import Step

GONE = (JobOver, LeaseLost)  # what a program hears that sends its answer again: see `keyed`


def keyed(step: Step, job_id: str, token: str, verb: str) -> Step:
    """The step with the lease as its submission key: the same answer sent twice has one effect.

    Programs need no key of their own; the token is one, and is good for one answer.
    """
    return replace(step, key=token, route=f"jobs/{job_id}/{verb}")


def working_on(step: Step, job_id: str, token: str) -> tuple[Case, OutsideJob]:
    """The job that is leased under this token, with its case locked first.

    A lease that ran out is good until another program has taken the job: nobody else does it meanwhile.
    Raises JobNotFound, JobOver, LeaseLost, NotOfGroup, CaseClosed.
    """
    session = step.session
    if not can_be_kept(job_id):  # PostgreSQL would not take the question
        raise JobNotFound
    case_id = session.scalar(select(OutsideJob.case_id).where(OutsideJob.id == job_id))
    if case_id is None:
        raise _over(step, job_id)
    case = locked_case(session, case_id)
    job = session.get(OutsideJob, job_id, with_for_update=True, populate_existing=True)
    if job is None:
        raise _over(step, job_id)
    require_running(case)
    if step.actor.kind != "system" and job.grp not in step.actor.groups:
        raise NotOfGroup(job.title)
    if job.lease_token is None or job.lease_token != token:
        raise LeaseLost(job.id)
    return case, job


def _over(step: Step, job_id: str) -> JobOver | JobNotFound:
    """A job that was once, by what its id says, or one that cannot have been."""
    reference, _, place = job_id.partition(".")
    known = step.session.scalar(select(Case.id).where(Case.reference == reference))
    return JobOver(job_id) if known is not None and place else JobNotFound(job_id)


def taken_up(step: Step, case: Case) -> Running:
    """The case in the hands of the step that answers a job; it goes by what it changes."""
    running = load_running(step, case)
    go_by_changes(running)
    return running
