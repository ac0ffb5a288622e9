"""End a job in a BPMN error: the worker says by a code how it went, and the diagram goes on from there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.commands.asking import plain
from engine.commands.once import once_by_nature
from engine.commands.progress import progress
from engine.commands.working_on import GONE, keyed, taken_up, working_on
from engine.errors import InvalidSubmission
from engine.step import Step

ENDED_IN_ERROR = "job ended in error"


def throw_job_error(
    step: Step,
    job_id: str,
    token: str,
    code: str,
    message: str = "",
    variables: Mapping[str, Any] | None = None,
) -> None:
    """Throw the error into the diagram; one that nothing there catches is an incident.

    Repetition and refusals as of `complete_job`.
    """
    _throw(keyed(step, job_id, token, "error"), job_id, token, code, message, dict(variables or {}))


@once_by_nature(*GONE)
def _throw(
    step: Step, job_id: str, token: str, code: str, message: str, variables: Mapping[str, Any]
) -> None:
    case, job = working_on(step, job_id, token)
    if not code.strip():
        raise InvalidSubmission({"code": ["Name the error."]})
    running = taken_up(step, case)
    given = plain(variables)
    running.happened(
        ENDED_IN_ERROR,
        job.element,
        name=job.name,
        worker=job.worker,
        type=job.type,
        code=code,
        message=message,
        answers=given,
    )
    running.execution.throw_error(job.place, code, message, given)
    progress(running)
