"""Give a job back that an outside worker could not do: it is tried again later, at last handed to people."""

from __future__ import annotations

from datetime import timedelta

from engine.cases.models import Case
from engine.commands.give_up_job import hand_to_people
from engine.commands.once import once_by_nature
from engine.commands.reasons import require_reason
from engine.commands.working_on import GONE, keyed, working_on
from engine.errors import InvalidSubmission
from engine.jobs.models import LONGEST_PAUSE, MOST_RETRIES, OutsideJob
from engine.step import Step
from engine.timeline.recording import Happening, record
from engine.work.backoff import delay_after


def fail_job(
    step: Step,
    job_id: str,
    token: str,
    reason: str,
    *,
    retry_after: timedelta | None = None,
    retries: int | None = None,
) -> None:
    """Count a failed try. `retries` says how many are left, else one less than before.

    While some are left the job may be fetched again after `retry_after`, or after a pause that grows; with
    none left it is an incident. Repetition and refusals as of `complete_job`.
    """
    _fail(keyed(step, job_id, token, "fail"), job_id, token, reason, retry_after, retries)


@once_by_nature(*GONE)
def _fail(
    step: Step, job_id: str, token: str, reason: str, retry_after: timedelta | None, retries: int | None
) -> None:
    case, job = working_on(step, job_id, token)
    require_reason(reason)
    if retries is not None and not 0 <= retries <= MOST_RETRIES:
        raise InvalidSubmission({"retries": [f"From 0 to {MOST_RETRIES}."]})
    if retry_after is not None and not timedelta(0) <= retry_after <= LONGEST_PAUSE:
        raise InvalidSubmission({"retry_after": [f"From 0 to {int(LONGEST_PAUSE.total_seconds())} seconds."]})
    job.failures += 1
    job.retries = job.retries - 1 if retries is None else retries
    job.reason, job.lease_token, job.lease_until = reason, None, None
    if job.retries > 0:
        _put_off(step, case, job, delay_after(job.failures) if retry_after is None else retry_after)
    else:
        hand_to_people(step, case, job, reason)


def _put_off(step: Step, case: Case, job: OutsideJob, pause: timedelta) -> None:
    job.visible_at = step.now + pause
    said = {
        "name": job.name,
        "worker": job.worker,
        "type": job.type,
        "reason": job.reason,
        "until": job.visible_at.isoformat(),
        "retries": job.retries,
    }
    record(step, case, Happening(verb="job put off", element=job.element, content=said))
