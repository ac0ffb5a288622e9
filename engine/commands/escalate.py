"""Escalate a case by hand: somebody asks a higher level for help."""

from __future__ import annotations

from engine.cases.access import require_staff
from engine.cases.locking import locked_case, require_running
from engine.clocks.escalations import offered, raise_escalation
from engine.commands.advance.running import load_running
from engine.commands.advance.throwing import told
from engine.commands.once import once_only
from engine.commands.progress import progress
from engine.commands.reasons import require_reason
from engine.step import Step

BY_HAND = "escalated_by_hand"


@once_only
def escalate(step: Step, case_id: int, level: int, reason: str) -> str:
    """Queue the case for a level with a reason; gives the id of the escalation.

    The diagram may catch the code `escalated_by_hand` and need not.
    """
    require_staff(step.actor)
    require_reason(reason)
    case = locked_case(step.session, case_id)
    require_running(case)
    running = load_running(step, case)
    escalation = raise_escalation(
        step, case, running.package, level=level, code=BY_HAND, reason=reason, origin="hand"
    )
    running.execution.escalate(BY_HAND, offered(escalation))
    running.happened("escalation raised", **told(escalation))
    progress(running)
    return escalation.id
