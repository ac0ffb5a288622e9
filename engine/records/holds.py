"""Legal holds: while one stands, nothing of its case or of the cases linked with it is disposed of."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import Session

from engine.cases.models import Case, CaseLink
from engine.records.errors import HoldNotFound
from engine.records.models import LegalHold
from engine.step import Step
from engine.timeline.recording import Happening

PAGE = 50
SET, LIFTED = "legal hold set", "legal hold lifted"


@dataclass(frozen=True, kw_only=True)
class HoldView:
    """A hold with the case it was set on. `lifted_at` is none while it stands."""

    id: str
    case_id: int
    reference: str
    summary: str
    process: str
    element: str | None
    reason: str
    owner_id: str
    owner: str
    set_at: datetime
    lifted_at: datetime | None
    lifted_by: str | None
    lifted_because: str | None

    @property
    def cursor(self) -> tuple[datetime, str]:
        """Where the page after this hold begins."""
        return self.set_at, self.id


def hold(step: Step, case: Case, reason: str, element: str | None = None) -> tuple[str, Happening]:
    """Set a hold on a locked case; its id, and what the timeline is to say."""
    row = LegalHold(
        id=uuid4().hex,
        case_id=case.id,
        element=element,
        reason=reason,
        owner_id=step.actor.id,
        owner_name=step.actor.name,
        set_at=step.now,
    )
    step.session.add(row)
    step.session.flush()
    return row.id, Happening(verb=SET, element=element, content={"hold": row.id, "reason": reason})


def lift(step: Step, row: LegalHold, reason: str, element: str | None = None) -> Happening:
    """Lift a standing hold of a locked case; what the timeline is to say."""
    row.lifted_at, row.lifted_because = step.now, reason
    row.lifted_by, row.lifted_by_name = step.actor.id, step.actor.name
    step.session.flush()
    return Happening(verb=LIFTED, element=element, content={"hold": row.id, "reason": reason})


def standing_hold(session: Session, hold_id: str) -> LegalHold:
    """The row of a hold that stands; HoldNotFound."""
    row = session.get(LegalHold, hold_id, populate_existing=True)
    if row is None or row.lifted_at is not None:
        raise HoldNotFound(hold_id)
    return row


def drawn_holds(session: Session, case_id: int) -> list[LegalHold]:
    """The standing holds that the case's own diagram set: those are its to lift."""
    query = select(LegalHold).where(
        LegalHold.case_id == case_id, LegalHold.lifted_at.is_(None), LegalHold.element.is_not(None)
    )
    return list(session.scalars(query.order_by(LegalHold.set_at, LegalHold.id)))


def holds_over(session: Session, case_ids: Collection[int]) -> tuple[HoldView, ...]:
    """The holds that keep these cases: their own, and those of cases linked with them, of whatever kind.

    A court that asks for a complaint asks for the corrective action it led to as well. It goes one link far:
    a corrective action with a hundred complaints does not have one of them keep all the others.
    """
    return tuple(one for one in holds_about(session, case_ids) if one.lifted_at is None)


def holds_about(session: Session, case_ids: Collection[int]) -> tuple[HoldView, ...]:
    """The same with those that were lifted, the first first."""
    linked = select(CaseLink.other_id).where(CaseLink.case_id.in_(case_ids))
    query = _views().where(LegalHold.case_id.in_(case_ids) | LegalHold.case_id.in_(linked))
    return tuple(_view(*row) for row in session.execute(query.order_by(LegalHold.set_at, LegalHold.id)))


def standing_holds(
    session: Session, *, after: tuple[datetime, str] | None = None, limit: int = PAGE
) -> tuple[HoldView, ...]:
    """A page of all holds that stand, the oldest first."""
    query = _views().where(LegalHold.lifted_at.is_(None)).order_by(LegalHold.set_at, LegalHold.id)
    if after is not None:
        query = query.where(tuple_(LegalHold.set_at, LegalHold.id) > tuple_(*after))
    return tuple(_view(*row) for row in session.execute(query.limit(limit)))


def _views() -> Select[LegalHold, Case]:
    return select(LegalHold, Case).join(Case, Case.id == LegalHold.case_id)


def _view(row: LegalHold, case: Case) -> HoldView:
    return HoldView(
        id=row.id,
        case_id=case.id,
        reference=case.reference,
        summary=case.summary,
        process=case.process,
        element=row.element,
        reason=row.reason,
        owner_id=row.owner_id,
        owner=row.owner_name,
        set_at=row.set_at,
        lifted_at=row.lifted_at,
        lifted_by=row.lifted_by_name,
        lifted_because=row.lifted_because,
    )
