"""Merged cases: one leads to another, which is the one that goes on."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.cases.models import Case, CaseMerge
from engine.cases.reference import read_reference


def leading_id(session: Session, case_id: int) -> int:
    """The id of the case this one leads to, through however many merges; its own where it was not merged."""
    while True:
        into = session.scalar(select(Case.merged_into_id).where(Case.id == case_id))
        if into is None:
            return case_id
        case_id = into


def leading_case(session: Session, reference: str) -> Case | None:
    """The case that this reference leads to; None where nothing has it."""
    wanted = read_reference(reference)
    if wanted is None:
        return None
    case = session.scalar(select(Case).where(Case.reference == wanted))
    if case is None or case.merged_into_id is None:
        return case
    return session.get_one(Case, leading_id(session, case.id))


def merged_into(session: Session, case_id: int) -> list[Case]:
    """The cases that lead to this one, directly or through others, the first opened first."""
    found: list[Case] = []
    level = [case_id]
    while level:
        query = select(Case).where(Case.merged_into_id.in_(level)).order_by(Case.opened_at, Case.id)
        further = list(session.scalars(query))
        found += further
        level = [case.id for case in further]
    return found


def merge_of(session: Session, case_id: int) -> CaseMerge | None:
    """The merge of this case that holds now."""
    return session.scalar(
        select(CaseMerge).where(CaseMerge.case_id == case_id, CaseMerge.undone_at.is_(None))
    )
