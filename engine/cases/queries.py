"""Reading cases: the list, the search, one case with everything its page shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import Session

from engine.cases.ahead import steps_ahead
from engine.cases.errors import CaseNotFound
from engine.cases.file import load_file
from engine.cases.links import linked_cases
from engine.cases.merging import leading_id
from engine.cases.models import Attachment, Case, CaseFile, Incident, Wait
from engine.cases.reference import read_reference
from engine.cases.text import found_by
from engine.cases.views import (
    CaseFilter,
    CaseGlance,
    CaseLine,
    CasePage,
    CaseView,
    DoneStep,
    FileView,
    LetterView,
    LinkView,
    PlaceView,
)
from engine.cases.words import name_of
from engine.clocks.customer_promises import promises_of
from engine.clocks.queries import clocks_of, escalations_of
from engine.correspondence.models import Letter
from engine.jobs.models import OutsideJob
from engine.library.live import package_of
from engine.library.package import Package
from engine.people.models import Person
from engine.tasks.models import COMPLETED, Task
from engine.tasks.queries import TaskLine, open_tasks_of
from engine.work.timers import TIMER, waiting_timers


def search(session: Session, wanted: CaseFilter) -> CasePage:
    """One page of cases: by words of their text, by reference, by what the filter says."""
    query = _filtered(session, wanted)
    rows = session.execute(query.limit(wanted.limit + 1)).all()
    lines = tuple(_line(session, case, owner) for case, owner in rows[: wanted.limit])
    more = len(rows) > wanted.limit
    return CasePage(lines=lines, next=(lines[-1].opened_at, lines[-1].id) if more else None)


def case_id_of(session: Session, reference: str) -> int:
    """The id of the case with this reference, in any spelling; raises CaseNotFound."""
    found = session.scalar(select(Case.id).where(Case.reference == (read_reference(reference) or "")))
    if found is None:
        raise CaseNotFound(reference)
    return found


def known_references(session: Session, references: Iterable[str]) -> frozenset[str]:
    """Those of these references that lead to a case here."""
    query = select(Case.reference).where(Case.reference.in_(sorted(set(references))))
    return frozenset(session.scalars(query))


def case_lines(session: Session, case_ids: Iterable[int]) -> tuple[CaseLine, ...]:
    """The lines of these cases, by reference; unknown ids are left out."""
    query = (
        select(Case, Person.name)
        .outerjoin(Person, Person.id == Case.owner_id)
        .where(Case.id.in_(sorted(set(case_ids))))
        .order_by(Case.reference)
    )
    return tuple(_line(session, case, owner) for case, owner in session.execute(query))


def case_view(session: Session, reference: str) -> CaseView:
    """One case with everything its page shows; raises CaseNotFound."""
    case = session.scalar(select(Case).where(Case.reference == (read_reference(reference) or "")))
    if case is None:
        raise CaseNotFound(reference)
    package = package_of(session, case.version)
    owner = session.get(Person, case.owner_id) if case.owner_id else None
    content = session.scalar(select(CaseFile.content).where(CaseFile.case_id == case.id))
    file = load_file(content) if content is not None else {}
    customer = package.settings.customer
    tasks = open_tasks_of(session, case.id)
    places = _places(session, case, tasks)
    done = _done(session, case)
    return CaseView(
        **_line(session, case, owner.name if owner else None).__dict__,
        process_title=package.settings.title,
        version=case.version,
        run=case.run,
        customer_name=_text(file.get(customer.name or "")),
        customer_email=_text(file.get(customer.email or "")),
        file=file,
        places=places,
        tasks=tasks,
        done=done,
        ahead=steps_ahead(package.model, [(place.process_id, place.element) for place in places]),
        clocks=tuple(clocks_of(session, case.id)),
        promises=promises_of(session, case.id),
        escalations=tuple(escalations_of(session, case.id)),
        files=_files(session, case),
        letters=_letters(session, case),
        links=_links(session, case),
        merged_into=_merged_into(session, case),
        people=tuple(dict.fromkeys(step.by for step in done)),
    )


def case_glance(session: Session, case: Case, file: Mapping[str, Any]) -> CaseGlance:
    """What a task's page says about its case, whose file was read already."""
    customer = package_of(session, case.version).settings.customer
    return CaseGlance(
        **_line(session, case, name_of(session, case.owner_id)).__dict__,
        customer_name=_text(file.get(customer.name or "")),
        clocks=tuple(clocks_of(session, case.id)),
    )


def status_title(package: Package, status: str) -> str:
    """What people call a status of this process."""
    return package.settings.statuses.get(status, status)


def _filtered(session: Session, wanted: CaseFilter) -> Select[Case, str]:
    query = (
        select(Case, Person.name)
        .outerjoin(Person, Person.id == Case.owner_id)
        .order_by(Case.opened_at.desc(), Case.id.desc())
    )
    reference = read_reference(wanted.words)
    if reference is not None:
        return query.where(Case.reference == reference)
    words = found_by(session, wanted.words)
    conditions = [
        (words is not None, words),
        (wanted.process, Case.process == wanted.process),
        (wanted.state, Case.state == wanted.state),
        (wanted.status, Case.status == wanted.status),
        (wanted.owner_id, Case.owner_id == wanted.owner_id),
        (wanted.group, Case.owner_group == wanted.group),
        (wanted.opened_from, Case.opened_at >= wanted.opened_from if wanted.opened_from else None),
        (wanted.opened_before, Case.opened_at < wanted.opened_before if wanted.opened_before else None),
    ]
    for given, condition in conditions:
        if given and condition is not None:
            query = query.where(condition)
    if wanted.after is not None:
        query = query.where(tuple_(Case.opened_at, Case.id) < tuple_(*wanted.after))
    return query


def _line(session: Session, case: Case, owner: str | None) -> CaseLine:
    package = package_of(session, case.version)
    group = package.settings.group_named(case.owner_group)
    return CaseLine(
        id=case.id,
        reference=case.reference,
        process=case.process,
        summary=case.summary,
        status=case.status,
        status_title=status_title(package, case.status),
        state=case.state,
        opened_at=case.opened_at,
        received_at=case.received_at,
        ended_at=case.ended_at,
        due_at=case.due_at,
        owner_id=case.owner_id,
        owner=owner,
        owner_group=group.title if group else case.owner_group,
        priority=case.priority,
        held=case.held,
    )


def _places(session: Session, case: Case, tasks: tuple[TaskLine, ...]) -> tuple[PlaceView, ...]:
    places = [
        PlaceView(
            process_id=task.process_id,
            element=task.element,
            name=task.name,
            kind="task",
            host=None,
            since=task.opened_at,
            due_at=task.due_at,
        )
        for task in session.scalars(select(Task).where(Task.id.in_([task.id for task in tasks])))
    ]
    places += [
        PlaceView(
            process_id=wait.process_id,
            element=wait.element,
            name=wait.title,
            kind=wait.kind,
            host=wait.host,
            since=wait.opened_at,
            due_at=None,
        )
        for wait in session.scalars(select(Wait).where(Wait.case_id == case.id, Wait.run == case.run))
    ]
    places += [
        PlaceView(
            process_id=timer.content["process_id"],
            element=timer.content["element"],
            name=timer.content["name"],
            kind=TIMER,
            host=timer.content["host"],
            since=datetime.fromisoformat(timer.content["since"]),
            due_at=timer.due_at,
        )
        for timer in waiting_timers(session, case.id, case.run)
    ]
    if package_of(session, case.version).settings.workers:
        places += _with_workers(session, case)
    stuck = select(Incident).where(
        Incident.case_id == case.id, Incident.state == "open", Incident.element.is_not(None)
    )
    places += [
        PlaceView(
            process_id=incident.process_id or "",
            element=incident.element or "",
            name=incident.reason,
            kind="incident",
            host=None,
            since=incident.opened_at,
            due_at=None,
        )
        for incident in session.scalars(stuck)
    ]
    return tuple(sorted(places, key=lambda place: (place.since, place.element)))


def _with_workers(session: Session, case: Case) -> list[PlaceView]:
    return [
        PlaceView(
            process_id=job.process_id,
            element=job.element,
            name=f"{job.name}, by the outside worker {job.title}",
            kind="worker",
            host=None,
            since=job.opened_at,
            due_at=job.due_at,
        )
        for job in session.scalars(
            select(OutsideJob).where(OutsideJob.case_id == case.id, OutsideJob.retries > 0)
        )
    ]


def _done(session: Session, case: Case) -> tuple[DoneStep, ...]:
    done = (
        select(Task)
        .where(Task.case_id == case.id, Task.state == COMPLETED)
        .order_by(Task.ended_at, Task.instance, Task.id)
    )
    return tuple(
        DoneStep(
            task_id=task.id,
            element=task.element,
            name=task.name,
            instance=task.instance,
            by=task.ended_by_name or "",
            at=task.ended_at or task.opened_at,
            form=task.form,
        )
        for task in session.scalars(done)
    )


def _files(session: Session, case: Case) -> tuple[FileView, ...]:
    rows = select(Attachment).where(Attachment.case_id == case.id).order_by(Attachment.uploaded_at)
    return tuple(
        FileView(
            id=row.id,
            name=row.name,
            media_type=row.media_type,
            size=row.size,
            uploaded_at=row.uploaded_at,
        )
        for row in session.scalars(rows)
    )


def _letters(session: Session, case: Case) -> tuple[LetterView, ...]:
    rows = select(Letter).where(Letter.case_id == case.id).order_by(Letter.created_at, Letter.id)
    return tuple(
        LetterView(
            id=row.id,
            key=row.key,
            channel=row.channel,
            recipient=row.recipient,
            subject=row.subject,
            text=row.text,
            audience=row.audience,
            state=row.state,
            created_at=row.created_at,
            sent_at=row.sent_at,
            error=row.error,
        )
        for row in session.scalars(rows)
    )


def _merged_into(session: Session, case: Case) -> str | None:
    if case.merged_into_id is None:
        return None
    return session.scalar(select(Case.reference).where(Case.id == leading_id(session, case.id)))


def _links(session: Session, case: Case) -> tuple[LinkView, ...]:
    return tuple(
        LinkView(
            reference=other.reference,
            kind=link.kind,
            summary=other.summary,
            state=other.state,
            status_title=status_title(package_of(session, other.version), other.status),
        )
        for link, other in linked_cases(session, case.id)
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
