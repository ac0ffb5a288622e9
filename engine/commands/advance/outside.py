"""The jobs of a case that outside workers do: each is a row that waits, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from engine.bpmn.position import Job, Position
from engine.cases.models import OPEN, Incident
from engine.clocks.calendars import calendar_named
from engine.commands.advance.running import Running
from engine.commands.asking import OFFICE
from engine.jobs.models import OutsideJob, job_id
from engine.library.package import Package
from engine.library.process_settings import WorkerSettings
from engine.worktime.amount import add_amount, read_amount
from engine.writing import insert_into

_OPEN = insert_into(OutsideJob)
# Locked: a program that fetches one just now would be given what is taken back a moment later.
_OF_RUN = (
    select(OutsideJob)
    .where(OutsideJob.case_id == bindparam("case"), OutsideJob.run == bindparam("run"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_CLOSE = delete(OutsideJob).where(
    OutsideJob.case_id == bindparam("case"),
    OutsideJob.run == bindparam("of_run"),
    OutsideJob.place == bindparam("where"),
)


def is_outside(package: Package, job: Job) -> bool:
    """Whether the package declares that a program of the organisation does this."""
    return job.type in package.settings.workers


def reconcile_outside_jobs(running: Running, position: Position) -> None:
    """One row for each job that a worker does; without such jobs nothing is asked.

    A job that asks for something else by now is taken from whoever has it: they would do what nobody wants.
    One that was left to people goes back to the workers when its incident is over.
    """
    wanted = {job.id: job for job in position.jobs if is_outside(running.package, job)}
    if running.before is not None:
        there = {job.id for job in running.before.jobs if is_outside(running.package, job)}
    elif running.package.settings.workers:
        there = _look_at(running, wanted)
    else:
        return
    gone = sorted(there - wanted.keys())
    if gone:
        case = running.case
        running.later(_CLOSE, [{"case": case.id, "of_run": case.run, "where": place} for place in gone])
    fresh = [_opened(running, job) for place, job in wanted.items() if place not in there]
    if fresh:
        running.later(_OPEN, fresh)


def close_outside_jobs(session: Session, case_id: int) -> None:
    """Nothing waits for a worker any more: the case stands still, or its version knows none."""
    session.execute(
        delete(OutsideJob).where(OutsideJob.case_id == case_id).execution_options(synchronize_session=False)
    )


def _look_at(running: Running, wanted: Mapping[str, Job]) -> set[str]:
    """The places that have a row; each row says again what its job asks for now."""
    session, case = running.session, running.case
    rows = session.scalars(_OF_RUN, {"case": case.id, "run": case.run}).all()
    kept = [row for row in rows if row.place in wanted]
    with_people = _with_people(running) if any(row.retries == 0 for row in kept) else set()
    for row in kept:
        job = wanted[row.place]
        _say_again(running, row, job)
        if row.retries == 0 and row.place not in with_people:
            row.retries, row.failures, row.reason = _tries(job), 0, None
            row.visible_at = running.step.now
    return {row.place for row in rows}


def _with_people(running: Running) -> set[str | None]:
    """The places of jobs that were given up and that nobody has dealt with."""
    case = running.case
    given_up = select(Incident.place).where(
        Incident.case_id == case.id, Incident.run == case.run, Incident.kind == "job", Incident.state == OPEN
    )
    return set(running.session.scalars(given_up))


def _say_again(running: Running, row: OutsideJob, job: Job) -> None:
    before = row.type, row.variables, row.headers
    for name, value in _asked(running, job).items():
        if getattr(row, name) != value:
            setattr(row, name, value)
    if before != (row.type, row.variables, row.headers):
        row.lease_token = row.lease_until = None


def _opened(running: Running, job: Job) -> dict[str, Any]:
    case, now = running.case, running.step.now
    return {
        "id": job_id(case.reference, case.run, job.id),
        "case_id": case.id,
        "run": case.run,
        "place": job.id,
        **_asked(running, job),
        "opened_at": now,
        "due_at": _due(running, running.package.settings.workers[job.type]),
        "retries": _tries(job),
        "failures": 0,
        "visible_at": now,
    }


def _tries(job: Job) -> int:
    """How often the diagram lets a job be tried; a drawn 0 means once, as nobody could do it else."""
    return max(job.retries, 1)


def _asked(running: Running, job: Job) -> dict[str, Any]:
    """What the diagram and process.yaml say of the job."""
    worker = running.package.settings.workers[job.type]
    element = running.package.model.processes[job.process].elements[job.element]
    handed = [mapping.target.partition(".")[0] for mapping in element.inputs]
    if element.loop is not None:
        handed += [name for name in (element.loop.item, "loopCounter") if name]
    return {
        "process_id": job.process,
        "element": job.element,
        "name": element.label,
        "type": job.type,
        "title": worker.title,
        "grp": worker.group,
        "variables": _only(job.variables, handed),
        "headers": dict(job.headers),
    }


def _only(variables: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: variables[name] for name in dict.fromkeys(names) if name in variables}


def _due(running: Running, worker: WorkerSettings) -> datetime | None:
    if worker.within is None:
        return None
    office = calendar_named(running.session, OFFICE)
    return add_amount(running.step.now, read_amount(worker.within), office)
