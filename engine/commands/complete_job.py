"""Complete a job that an outside worker has done: its answer is accepted and the case moves on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.commands.advance.running import Running
from engine.commands.asking import accepted, adopt_files, plain
from engine.commands.once import once_by_nature
from engine.commands.progress import progress
from engine.commands.working_on import GONE, keyed, taken_up, working_on
from engine.jobs.answers import require_like
from engine.jobs.models import OutsideJob
from engine.step import Step


def complete_job(step: Step, job_id: str, token: str, variables: Mapping[str, Any]) -> None:
    """Accept what the worker answers, by the form or example in process.yaml, and carry the case on.

    The same answer under the same token again has no further effect. Raises JobNotFound, JobOver, LeaseLost,
    NotOfGroup, CaseClosed, InvalidSubmission; SubmissionKeyReused for another answer under the token.
    """
    _complete(keyed(step, job_id, token, "complete"), job_id, token, variables)


@once_by_nature(*GONE)
def _complete(step: Step, job_id: str, token: str, variables: Mapping[str, Any]) -> None:
    case, job = working_on(step, job_id, token)
    running = taken_up(step, case)
    answers = _answers(running, job, variables)
    adopt_files(step, case, answers)
    declared = running.package.settings.workers[job.type]
    running.happened(
        "job completed",
        job.element,
        name=job.name,
        worker=job.worker,
        type=job.type,
        form=declared.form,
        answers=answers,
    )
    running.execution.finish_job(job.place, answers)
    progress(running)


def _answers(running: Running, job: OutsideJob, variables: Mapping[str, Any]) -> dict[str, Any]:
    """What the worker says, held against what the version the case runs on declares."""
    declared = running.package.settings.workers[job.type]
    if declared.form is not None:
        context = running.context(job.place)
        return accepted(running.step, running.package, declared.form, variables, running.around, context)
    answers = plain(variables)
    if declared.example is not None:
        require_like(declared.example, answers)
    return answers
