"""Lift a legal hold: from now on the usual keeping times apply again."""

from __future__ import annotations

from sqlalchemy import select

from engine.cases.locking import locked_case, settle
from engine.commands.once import once_only
from engine.commands.reasons import require_reason
from engine.records.access import require_may_hold
from engine.records.errors import HoldNotFound
from engine.records.holds import lift, standing_hold
from engine.records.models import LegalHold
from engine.step import Step
from engine.timeline.recording import record


@once_only
def lift_hold(step: Step, hold_id: str, reason: str) -> None:
    """Lift it, whoever set it, the diagram included. Others on the same case stand on.

    Raises HoldNotFound for one that does not stand, MayNotHold, InvalidSubmission without a reason.
    """
    require_may_hold(step.actor)
    require_reason(reason)
    case_id = step.session.scalar(select(LegalHold.case_id).where(LegalHold.id == hold_id))
    if case_id is None:
        raise HoldNotFound(hold_id)
    case = locked_case(step.session, case_id)
    record(step, case, lift(step, standing_hold(step.session, hold_id), reason.strip()))
    settle(step.session)
