"""What people look at before they erase something: what goes, what stays, and what keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from engine.cases.kept import kept_file
from engine.cases.merging import merged_into
from engine.cases.models import Attachment, Case
from engine.cases.queries import case_id_of
from engine.correspondence.models import Letter
from engine.errors import Conflict
from engine.library.live import package_of
from engine.library.process_settings import RecordClass
from engine.records.classes import Due, due_records, keeping
from engine.records.erasing import require_erasable
from engine.records.holds import HoldView, holds_about, holds_over
from engine.records.kept import staying
from engine.records.linked import LinkedRecord, linked_records
from engine.timeline.models import Payload


@dataclass(frozen=True, kw_only=True)
class Kept:
    """How long the records of a case are kept, and what keeps them beyond that."""

    kept_as: RecordClass | None  # none while it is open, and without classes
    until: datetime | None
    erased_at: datetime | None
    holds: tuple[HoldView, ...]  # on the case and on those linked with it, lifted ones too

    @property
    def covered_by(self) -> tuple[HoldView, ...]:
        """Those that stand."""
        return tuple(one for one in self.holds if one.lifted_at is None)


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What erasing a case would do. `refusal` says in a sentence why it cannot be done now; else none."""

    case_id: int
    reference: str
    title: str  # of the process
    state: str
    opened_at: datetime
    ended_at: datetime | None
    kept: Kept
    refusal: str | None
    entries: int  # contents of the timeline
    letters: int
    files: int
    answers: int  # values of the case file that go
    stays: tuple[str, ...]  # names of the case file that stay
    merged: tuple[str, ...]  # references of cases that go with it
    linked: tuple[LinkedRecord, ...]  # cases that do not, and may hold copies


@dataclass(frozen=True, kw_only=True)
class DueLine:
    """A case that is over its time, with the holds that keep it all the same."""

    case: Due
    holds: tuple[HoldView, ...]


def kept_of(session: Session, case_id: int, merged: Iterable[int] = ()) -> Kept:
    """How long this case is kept; with it those `merged` into it otherwise than directly, which links say."""
    case = session.get_one(Case, case_id)
    found = keeping(session, case) if case.ended_at is not None else None
    return Kept(
        kept_as=found[0] if found else None,
        until=found[1] if found else None,
        erased_at=case.erased_at,
        holds=holds_about(session, [case_id, *merged]),
    )


def outlook(session: Session, reference: str) -> Outlook:
    """What erasing the case with this reference would do; raises CaseNotFound."""
    case = session.get_one(Case, case_id_of(session, reference))
    package = package_of(session, case.version)
    merged = merged_into(session, case.id)
    ids = [case.id, *(one.id for one in merged)]
    file = kept_file(session, case.id)
    names = {path.partition(".")[0] for path in staying(session, case.process, package.settings)}
    return Outlook(
        case_id=case.id,
        reference=case.reference,
        title=package.settings.title,
        state=case.state,
        opened_at=case.opened_at,
        ended_at=case.ended_at,
        kept=kept_of(session, case.id, ids),
        refusal=_refusal(session, [case, *merged]),
        entries=_count(session, Payload, ids, Payload.content.is_not(None)),
        letters=_count(session, Letter, ids),
        files=_count(session, Attachment, ids),
        answers=sum(value not in (None, "", []) for name, value in file.items() if name not in names),
        stays=tuple(sorted(name for name in names if file.get(name) not in (None, "", []))),
        merged=tuple(one.reference for one in merged),
        linked=tuple(one for each in ids for one in linked_records(session, each, ids)),
    )


def due_lines(session: Session, now: datetime, limit: int) -> tuple[DueLine, ...]:
    """The cases that are over their time, each with what keeps it."""
    lines = []
    for one in due_records(session, now, limit=limit):
        ids = [one.id, *(case.id for case in merged_into(session, one.id))]
        lines.append(DueLine(case=one, holds=holds_over(session, ids)))
    return tuple(lines)


def _refusal(session: Session, cases: Sequence[Case]) -> str | None:
    try:
        require_erasable(session, cases)
    except Conflict as refusal:
        return str(refusal)
    return None


def _count(session: Session, row: Any, ids: list[int], *which: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(row).where(row.case_id.in_(ids), *which)
    return session.scalar(query) or 0
