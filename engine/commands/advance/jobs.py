"""Jobs of a case: what service, send and business rule tasks ask the machine for."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from engine.bpmn.position import Job
from engine.cases.models import OPEN, Incident
from engine.commands.advance.outside import is_outside
from engine.commands.advance.requests import Outcome
from engine.commands.advance.running import Running
from engine.dmn.evaluation import AskedTable, decide
from engine.errors import AmendsError, OperationFailed
from engine.feel.values import to_json
from engine.operations.catalogue import OPERATIONS
from engine.operations.operation import Call, Done, OperationError
from engine.operations.requests import Request
from engine.work.backoff import delay_after
from engine.work.models import Work
from engine.work.queue import put

Asking = Callable[[Running, Request], Outcome]

log = logging.getLogger(__name__)
DECISION = "decision"
MOST_JOBS = 1_000  # in one step; beyond, the diagram runs in circles


class DecisionFailedError(AmendsError):
    """The decision has no outcome for this case."""


class UnknownOperationError(AmendsError):
    """There is no operation of this name."""


def carry_out_jobs(running: Running, ask: Asking) -> None:
    """Do every job the case waits for, and those that follow, until none is left that can be done now.

    What outside workers do is left to them.
    """
    put_off = _put_off(running)
    for _ in range(MOST_JOBS):
        job = next((job for job in _ours(running) if job.id not in put_off), None)
        if job is None:
            return
        if not _attempt(running, job, ask):
            put_off.add(job.id)
    for job in _ours(running):
        if job.id not in put_off:
            open_job_incident(running, job, "step-budget", f"More than {MOST_JOBS} automatic steps in a row.")


def _ours(running: Running) -> list[Job]:
    return [job for job in running.position().jobs if not is_outside(running.package, job)]


def do_job(running: Running, job: Job, ask: Asking) -> bool:
    """Do one job and move the case on; technical failures are raised, BPMN errors thrown into the diagram.

    `ask` carries out what an operation requests. Says whether the job is over: what another case has to be
    locked for is put off to a step of its own.
    """
    try:
        done = _perform(running, job)
        outcome = Outcome() if done.request is None else ask(running, done.request)
    except OperationError as error:
        running.happened("error raised", job.element, code=error.code, message=error.message)
        running.execution.throw_error(job.id, error.code, error.message, error.variables)
    else:
        if outcome.beside is not None:
            if outcome.beside != running.beside:
                _do_beside(running, job, outcome.beside)
            return False
        running.happened(done.verb, job.element, **{**done.facts, **outcome.facts})
        running.execution.finish_job(job.id, {**done.variables, **outcome.variables})
    return True


def _attempt(running: Running, job: Job, ask: Asking) -> bool:
    """Whether the job is done. A failure takes back what it wrote, not what the step did before."""
    noted = len(running.happenings)
    try:
        with running.session.begin_nested():
            return do_job(running, job, ask)
    except SQLAlchemyError:
        raise  # the store itself fails: nothing of this step can be kept
    except OperationFailed as error:
        del running.happenings[noted:]
        _try_later(running, job, error)
        return False
    except Exception as error:  # the owner's expressions and our faults: neither gets better by itself
        if not isinstance(error, AmendsError):
            log.exception("job %s of %s", job.type, running.case.reference)
        del running.happenings[noted:]
        open_job_incident(running, job, "job-failed", str(error) or repr(error))
        return False


def _perform(running: Running, job: Job) -> Done:
    if job.type == DECISION:
        return _decide(running, job)
    operation = OPERATIONS.get(job.type)
    if operation is None:
        raise UnknownOperationError(job.type)
    return operation.perform(
        Call(
            step=running.step,
            case=running.case,
            package=running.package,
            job=job,
            variables=running.context(job.id),
            around=running.around,
        )
    )


def _decide(running: Running, job: Job) -> Done:
    decision = job.decision or ""
    decisions = running.package.decisions.get(decision)
    if decisions is None:
        raise UnknownOperationError(f"decision {decision}")
    decided = decide(decisions, decision, running.context(job.id), running.around)
    if decided.value is None and decided.problems:
        raise DecisionFailedError("; ".join(str(problem) for problem in decided.problems))
    return Done(
        variables={job.result: decided.value} if job.result else {},
        verb="decision made",
        facts={
            "decision": decision,
            "value": decided.value,
            "tables": [_told(one) for one in decided.tables],
        },
    )


def _told(asked: AskedTable) -> dict[str, Any]:
    """A table that was asked, as the timeline keeps it: what it looked at and which rules matched."""
    rules = [{"rule": one.rule_id, "index": one.index, "annotation": one.annotation} for one in asked.rules]
    return {"table": asked.table, "inputs": to_json(dict(asked.inputs)), "rules": rules}


def _put_off(running: Running) -> set[str]:
    """Places whose job waits for its next try or for people, so that this step leaves it alone."""
    if not _ours(running):
        return set()
    case = running.case
    tried = select(Work.ref).where(Work.case_id == case.id, Work.kind == "job", Work.state != "done")
    given_up = select(Incident.place).where(
        Incident.case_id == case.id, Incident.run == case.run, Incident.kind == "job", Incident.state == OPEN
    )
    places = [*running.session.scalars(tried), *running.session.scalars(given_up)]
    return {place for place in places if place is not None}


def _do_beside(running: Running, job: Job, other_id: int) -> None:
    put(
        running.session,
        kind="job",
        case_id=running.case.id,
        ref=job.id,
        content={"process_id": job.process, "element": job.element, "beside": other_id},
        due_at=running.step.now,
        max_attempts=job.retries,
    )


def _try_later(running: Running, job: Job, error: OperationFailed) -> None:
    if job.retries <= 1:
        open_job_incident(running, job, "job-failed", str(error))
        return
    now = running.step.now
    put(
        running.session,
        kind="job",
        case_id=running.case.id,
        ref=job.id,
        content={"process_id": job.process, "element": job.element},
        dedup_key=f"job:{running.case.id}:{running.case.run}:{job.id}",
        due_at=now,
        visible_at=now + delay_after(1),
        attempts=1,
        max_attempts=job.retries,
    )
    running.happened("job put off", job.element, reason=str(error), until=(now + delay_after(1)).isoformat())


def open_job_incident(running: Running, job: Job, code: str, reason: str) -> None:
    """Hand a job to people, with the reason."""
    running.session.add(
        Incident(
            id=uuid4().hex,
            case_id=running.case.id,
            run=running.case.run,
            kind="job",
            place=job.id,
            process_id=job.process,
            element=job.element,
            code=code,
            reason=reason,
            opened_at=running.step.now,
        )
    )
    running.happened("incident opened", job.element, code=code, reason=reason)
