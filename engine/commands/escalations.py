"""What the commands on escalations have in common."""

from __future__ import annotations

from sqlalchemy import select

from engine.cases.access import require_supervisor
from engine.cases.locking import locked_case
from engine.cases.models import Case
from engine.clocks.errors import EscalationNotFound
from engine.clocks.escalations import unresolved
from engine.clocks.models import Escalation
from engine.step import Step


def locked_escalation(step: Step, escalation_id: str) -> tuple[Case, Escalation]:
    """The unresolved escalation with its case, for a supervisor to change.

    The case is locked first, as everywhere: two orders would let two people wait for each other.
    """
    require_supervisor(step.actor)
    case_id = step.session.scalar(select(Escalation.case_id).where(Escalation.id == escalation_id))
    if case_id is None:
        raise EscalationNotFound(escalation_id)
    case = locked_case(step.session, case_id)
    return case, unresolved(step.session, escalation_id)
