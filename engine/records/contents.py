"""Where the contents of a case lie, and what is left of each row when they are erased.

A test walks all tables: it knows for every other column that can hold words why it stays, and finds new ones.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Text, delete, or_, type_coerce, update
from sqlalchemy.orm import Session

from engine.cases.models import Attachment, CaseMerge, CaseText, Incident, KeptMessage, Submission, Wait
from engine.clocks.models import CustomerPromise, Escalation
from engine.correspondence.models import Letter, LetterDraft
from engine.database import Base
from engine.jobs.models import OutsideJob
from engine.records.models import LegalHold
from engine.tasks.models import Task
from engine.work.models import DEAD, Work

ERASED = "Erased"  # what stands where words stood


@dataclass(frozen=True, kw_only=True)
class Blank:
    """Rows of a case that stay, with what is written over their words."""

    row: type[Base]
    values: Mapping[str, Any]
    besides: tuple[str, ...] = field(default=())  # further columns that name the case


BLANK = (
    Blank(row=Task, values={"local": {}, "rules": None}),
    Blank(
        row=Letter,
        values={"recipient": ERASED, "subject": ERASED, "text": ERASED, "html": "", "error": None},
        besides=("for_case_id",),
    ),
    Blank(row=CustomerPromise, values={"what": ERASED, "note": None}),
    Blank(row=Escalation, values={"reason": ERASED, "resolution": None}),
    Blank(row=Incident, values={"reason": ERASED}),
    Blank(row=CaseMerge, values={"reason": ERASED, "undone_reason": None}, besides=("into_id",)),
    Blank(row=LegalHold, values={"reason": ERASED, "lifted_because": None}),
)
GONE: tuple[type[Any], ...] = (Attachment, LetterDraft, KeptMessage, Wait, OutsideJob, Work, CaseText)


def blank(session: Session, case_ids: Collection[int]) -> None:
    """Write over the words of these cases' rows."""
    for one in BLANK:
        columns = [getattr(one.row, name) for name in ("case_id", *one.besides)]
        statement = update(one.row).where(or_(*(column.in_(case_ids) for column in columns)))
        session.execute(statement.values(**one.values).execution_options(synchronize_session=False))


def take_away(session: Session, case_ids: Collection[int]) -> None:
    """Delete what is of no use without its content: files, drafts, messages, work that is over."""
    for row in GONE:
        _delete(session, row, row.case_id.in_(case_ids))


def forget_mentions(
    session: Session, references: Collection[str], task_ids: Collection[str], *, keys: bool
) -> None:
    """Delete what no row ties to the case and only its reference does: messages, answers to submissions.

    Work that gave up may hold what the case told another one; keys of submissions hold a hash of what was
    sent, and are looked through with `keys` only, as there is no index to find them by.
    """
    _delete(session, KeptMessage, KeptMessage.key.in_(references))
    said = or_(*(_text(Work.content).like(f'%"{reference}"%') for reference in references))
    _delete(session, Work, Work.state == DEAD, said)
    if not keys:
        return
    ways = [*references, *task_ids]
    named = or_(*(Submission.scope.contains(way, autoescape=True) for way in ways))
    answered = or_(*(_text(Submission.response).like(f"%{reference}%") for reference in references))
    _delete(session, Submission, or_(named, answered))


def _text(document: Any) -> ColumnElement[str]:
    """A JSON column as the text it is; else what it is compared with would be written as JSON, too."""
    return type_coerce(document, Text)


def _delete(session: Session, row: type[Any], *which: ColumnElement[bool]) -> None:
    session.execute(delete(row).where(*which).execution_options(synchronize_session=False))
