"""Acknowledge an escalation: a supervisor has seen it and looks after it."""

from __future__ import annotations

from engine.cases.locking import settle
from engine.clocks.escalations import acknowledge
from engine.commands.escalations import locked_escalation
from engine.commands.once import once_only
from engine.step import Step
from engine.timeline.recording import Happening, record


@once_only
def acknowledge_escalation(step: Step, escalation_id: str) -> None:
    """Say who looks after it; the case stays with its owner.

    Raises EscalationNotFound, EscalationResolved.
    """
    case, escalation = locked_escalation(step, escalation_id)
    acknowledge(step, escalation)
    record(step, case, Happening(verb="escalation acknowledged", content={"escalation": escalation.id}))
    settle(step.session)
