"""Drafts of a version: files that differ from the version they began from, until they are released."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine.library.checks.references import Offered
from engine.library.deploy import deploy
from engine.library.errors import DraftClosed, DraftOutdated, VersionDraftNotFound
from engine.library.live import package_of
from engine.library.models import (
    DISCARDED,
    DRAFTED,
    RELEASED,
    DraftFile,
    LiveVersion,
    ProcessDraft,
    ProcessVersion,
)
from engine.library.package import Package
from engine.people.models import Person
from engine.step import Actor


def begin_draft(
    session: Session, process: str, *, title: str, case_id: int | None, by: Actor, now: datetime
) -> ProcessDraft:
    """Begin a draft from the version that is live now, or of a process that has none yet."""
    live = session.get(LiveVersion, process)
    draft = ProcessDraft(
        id=uuid4().hex,
        process=process,
        title=title,
        base=live.version if live else None,
        case_id=case_id,
        state=DRAFTED,
        created_at=now,
        created_by=by.id,
        changed_at=now,
        changed_by=by.id,
    )
    session.add(draft)
    session.flush()
    return draft


def put_files(
    session: Session, draft: ProcessDraft, files: Mapping[str, bytes | None], by: Actor, now: datetime
) -> None:
    """Replace files of the draft by their path; None takes a file away. What equals the base is no change."""
    base = package_of(session, draft.base).files if draft.base else {}
    for path, content in files.items():
        session.execute(delete(DraftFile).where(DraftFile.draft == draft.id, DraftFile.path == path))
        if content != base.get(path):
            session.add(DraftFile(draft=draft.id, path=path, content=content))
    draft.changed_at, draft.changed_by = now, by.id
    session.flush()


def open_draft(session: Session, draft_id: str) -> ProcessDraft:
    """The draft, locked, to be changed. Raises VersionDraftNotFound, DraftClosed."""
    draft = session.get(ProcessDraft, draft_id, with_for_update=True, populate_existing=True)
    if draft is None:
        raise VersionDraftNotFound(draft_id)
    if draft.state != DRAFTED:
        raise DraftClosed(draft.title or draft.process, draft.state)
    return draft


def draft_of_case(session: Session, case_id: int, process: str | None = None) -> ProcessDraft | None:
    """The draft that a change case holds, of this process if one is named; of several the latest."""
    held = select(ProcessDraft).where(ProcessDraft.case_id == case_id, ProcessDraft.state == DRAFTED)
    if process is not None:
        held = held.where(ProcessDraft.process == process)
    return session.scalar(held.order_by(ProcessDraft.changed_at.desc(), ProcessDraft.id).limit(1))


@dataclass(frozen=True, kw_only=True)
class DraftView:
    """A draft as a page shows it. `files` maps each changed path to whether it is still there."""

    id: str
    process: str
    title: str
    state: str
    files: Mapping[str, bool]
    created_at: datetime
    changed_at: datetime
    changed_by: str
    released_at: datetime | None
    released_number: int | None


def drafts_of_case(session: Session, case_id: int) -> tuple[DraftView, ...]:
    """Every draft that a case holds or held, released and discarded ones too, the latest changed first."""
    held = (
        select(ProcessDraft, ProcessVersion.number, Person.name)
        .outerjoin(ProcessVersion, ProcessVersion.hash == ProcessDraft.released_version)
        .outerjoin(Person, Person.id == ProcessDraft.changed_by)
        .where(ProcessDraft.case_id == case_id)
        .order_by(ProcessDraft.changed_at.desc(), ProcessDraft.id)
    )
    return tuple(
        DraftView(
            id=draft.id,
            process=draft.process,
            title=draft.title,
            state=draft.state,
            files=_paths(session, draft.id),
            created_at=draft.created_at,
            changed_at=draft.changed_at,
            changed_by=name or "",
            released_at=draft.released_at,
            released_number=number,
        )
        for draft, number, name in session.execute(held)
    )


def keep_draft(
    session: Session,
    process: str,
    files: Mapping[str, bytes | None],
    *,
    title: str,
    case_id: int,
    by: Actor,
    now: datetime,
) -> ProcessDraft:
    """Put files into the draft of the process that this case holds, begun where there is none.

    A draft that another version has overtaken is discarded, and a new one begins from what is live now with
    these files alone: what was drawn before was drawn on another ground.
    """
    held = draft_of_case(session, case_id, process)
    draft = open_draft(session, held.id) if held else None
    live = session.get(LiveVersion, process)
    if draft is not None and draft.base != (live.version if live else None):
        draft.state, draft.changed_at, draft.changed_by = DISCARDED, now, by.id
        draft = None
    if draft is None:
        draft = begin_draft(session, process, title=title, case_id=case_id, by=by, now=now)
    put_files(session, draft, files, by, now)
    return draft


def changed_files(session: Session, draft_id: str) -> dict[str, bytes | None]:
    """What differs from the base, by path; None where a file is taken away."""
    rows = select(DraftFile).where(DraftFile.draft == draft_id).order_by(DraftFile.path)
    return {row.path: row.content for row in session.scalars(rows)}


def release(
    session: Session, draft_id: str, by: Actor, now: datetime, *, operations: Mapping[str, Offered]
) -> ProcessVersion:
    """Check the draft and make it live.

    Raises VersionDraftNotFound, DraftClosed, MayNotDeploy, PackageError with the findings, and DraftOutdated
    when another version went live since the draft was begun: released, it would take that one back.
    """
    draft = open_draft(session, draft_id)
    live = session.get(LiveVersion, draft.process, with_for_update=True)
    if (live.version if live else None) != draft.base:
        raise DraftOutdated(draft.title or draft.process)
    version = deploy(session, draft_package(session, draft), by, now, operations=operations)
    draft.state, draft.released_version, draft.released_at = RELEASED, version.hash, now
    session.flush()
    return version


def draft_of(session: Session, case_id: int, draft_id: str) -> ProcessDraft:
    """A draft that this case holds or held. Raises VersionDraftNotFound."""
    draft = session.get(ProcessDraft, draft_id)
    if draft is None or draft.case_id != case_id:
        raise VersionDraftNotFound(draft_id)
    return draft


def base_package(session: Session, draft: ProcessDraft) -> Package | None:
    """The version it was begun from; None where the process had none."""
    return package_of(session, draft.base) if draft.base else None


def draft_package(session: Session, draft: ProcessDraft) -> Package:
    """The package as it would be released."""
    files = dict(package_of(session, draft.base).files) if draft.base else {}
    for path, content in changed_files(session, draft.id).items():
        if content is None:
            files.pop(path, None)
        else:
            files[path] = content
    return Package.from_files(draft.process, files)


def _paths(session: Session, draft_id: str) -> dict[str, bool]:
    """The changed paths without their bytes, which may be many."""
    rows = select(DraftFile.path, DraftFile.content.is_not(None).label("there")).where(
        DraftFile.draft == draft_id
    )
    return {row.path: row.there for row in session.execute(rows.order_by(DraftFile.path))}
