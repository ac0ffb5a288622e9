"""Links between cases: each is two rows, so that either case can be asked without knowing who linked whom."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine.cases.errors import LinkedToItself, LinkKindUnknown
from engine.cases.models import Case, CaseLink
from engine.step import Step

CAUSED = "caused"
DUPLICATE_OF = "duplicate-of"
# What one case is to the other -> what the other is to the one.
INVERSE: Mapping[str, str] = MappingProxyType(
    {
        CAUSED: "caused-by",
        "caused-by": CAUSED,
        DUPLICATE_OF: "has-duplicate",
        "has-duplicate": DUPLICATE_OF,
        "part-of": "has-part",
        "has-part": "part-of",
        "follow-up-of": "followed-up-by",
        "followed-up-by": "follow-up-of",
        "reopens": "reopened-by",
        "reopened-by": "reopens",
        "implements": "implemented-by",
        "implemented-by": "implements",
        "related": "related",
    }
)
KINDS = tuple(INVERSE)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a case hears when a linked one ends: a message, with these values of the other's case file."""

    message: str
    bring: tuple[str, ...] = ()


def require_kind(kind: str) -> str:
    """The kind, if there is such a one; LinkKindUnknown names those there are."""
    if kind not in INVERSE:
        raise LinkKindUnknown(kind, f"known are {', '.join(KINDS)}")
    return kind


def write_link(step: Step, case: Case, other: Case, kind: str, answer: Answer | None = None) -> bool:
    """Say that `case` is `kind` to `other`, and the other way round; whether that is new.

    With `answer`, the case hears that message when the other ends. Raises LinkKindUnknown, LinkedToItself.
    """
    require_kind(kind)
    if case.id == other.id:
        raise LinkedToItself(case.reference)
    fresh = _write(step, case.id, other.id, kind, None)
    _write(step, other.id, case.id, INVERSE[kind], answer)
    step.session.flush()
    return fresh


def remove_link(session: Session, case_id: int, other_id: int, kind: str) -> bool:
    """Take both sides of a link away; whether there was one."""
    require_kind(kind)
    if session.get(CaseLink, (case_id, other_id, kind)) is None:
        return False
    for one, two, side in ((case_id, other_id, kind), (other_id, case_id, INVERSE[kind])):
        session.execute(
            delete(CaseLink).where(CaseLink.case_id == one, CaseLink.other_id == two, CaseLink.kind == side)
        )
    return True


def linked_cases(
    session: Session, case_id: int, *, kinds: Collection[str] = (), process: str | None = None
) -> list[tuple[CaseLink, Case]]:
    """The cases this one is linked with, the longest linked first; of some kinds or one process only."""
    query = (
        select(CaseLink, Case)
        .join(Case, Case.id == CaseLink.other_id)
        .where(CaseLink.case_id == case_id)
        .order_by(CaseLink.linked_at, Case.id, CaseLink.kind)
    )
    if kinds:
        query = query.where(CaseLink.kind.in_(sorted(kinds)))
    if process is not None:
        query = query.where(Case.process == process)
    return [(link, case) for link, case in session.execute(query)]


def who_hears_of(session: Session, case_id: int) -> list[tuple[int, Answer]]:
    """The cases that wait to hear of this one's end, with what to tell each."""
    query = (
        select(CaseLink.other_id, CaseLink.answer)
        .where(CaseLink.case_id == case_id, CaseLink.answer.is_not(None))
        .order_by(CaseLink.other_id, CaseLink.kind)
    )
    return [(other_id, _read(answer)) for other_id, answer in session.execute(query)]


def _write(step: Step, case_id: int, other_id: int, kind: str, answer: Answer | None) -> bool:
    row = step.session.get(CaseLink, (case_id, other_id, kind))
    fresh = row is None
    if row is None:
        row = CaseLink(
            case_id=case_id,
            other_id=other_id,
            kind=kind,
            linked_at=step.now,
            linked_by=step.actor.id,
            answer=None,
        )
        step.session.add(row)
    if answer is not None:
        row.answer = {"message": answer.message, "bring": list(answer.bring)}
    return fresh


def _read(answer: Mapping[str, Any]) -> Answer:
    return Answer(message=answer["message"], bring=tuple(answer.get("bring", ())))
