"""Resolve an escalation: the question is settled and it leaves the queue."""

from __future__ import annotations

from engine.cases.locking import settle
from engine.clocks.escalations import resolve
from engine.commands.escalations import locked_escalation
from engine.commands.once import once_only
from engine.commands.reasons import require_reason
from engine.step import Step
from engine.timeline.recording import Happening, record


@once_only
def resolve_escalation(step: Step, escalation_id: str, reason: str) -> None:
    """Say how it was settled. Raises EscalationNotFound, EscalationResolved."""
    require_reason(reason)
    case, escalation = locked_escalation(step, escalation_id)
    resolve(step, escalation, reason)
    said = {"escalation": escalation.id, "reason": reason}
    record(step, case, Happening(verb="escalation resolved", content=said))
    settle(step.session)
