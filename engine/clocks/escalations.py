"""Escalations as rows: raised, acknowledged, taken over, resolved."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.cases.models import Case
from engine.clocks.errors import EscalationNotFound, EscalationResolved
from engine.clocks.models import ACKNOWLEDGED, OPEN, RESOLVED, TAKEN_OVER, Escalation
from engine.library.package import Package
from engine.step import Step
from engine.timeline.recording import Happening

UNRESOLVED = Escalation.state != RESOLVED


def raise_escalation(
    step: Step,
    case: Case,
    package: Package,
    *,
    level: int,
    code: str,
    reason: str,
    origin: str,
    clock: str | None = None,
    element: str | None = None,
) -> Escalation:
    """Queue a case for the group of this level; the command writes the timeline.

    `origin` is "clock", "diagram" or "hand". A level the process does not name has no group: every
    supervisor sees it.
    """
    escalation = Escalation(
        id=uuid4().hex,
        case_id=case.id,
        run=case.run,
        origin=origin,
        level=level,
        grp=package.settings.levels.get(level),
        code=code,
        reason=reason,
        clock=clock,
        element=element,
        state=OPEN,
        raised_at=step.now,
        raised_by=step.actor.name,
    )
    step.session.add(escalation)
    return escalation


def offered(escalation: Escalation) -> dict[str, Any]:
    """What the diagram reads of an escalation it catches: `clock`, `level`, and all of it as `escalation`.

    `escalation.group` is the group of that level, for the candidate groups of a task that is drawn there.
    """
    return {
        "clock": escalation.clock,
        "level": escalation.level,
        "escalation": {
            "level": escalation.level,
            "group": escalation.grp,
            "code": escalation.code,
            "clock": escalation.clock,
            "reason": escalation.reason,
        },
    }


def unresolved(session: Session, escalation_id: str) -> Escalation:
    """The escalation, to be changed; raises `EscalationNotFound` or `EscalationResolved`."""
    found = session.get(Escalation, escalation_id, with_for_update=True)
    if found is None:
        raise EscalationNotFound(escalation_id)
    if found.state == RESOLVED:
        raise EscalationResolved(f"by {found.resolved_by} at {found.resolved_at:%Y-%m-%d %H:%M} UTC")
    return found


def escalated_to(session: Session, case_id: int) -> int | None:
    """The highest level that was asked for help with a case and has not resolved it."""
    asked = select(func.max(Escalation.level)).where(Escalation.case_id == case_id, UNRESOLVED)
    return session.scalar(asked)


def acknowledge(step: Step, escalation: Escalation) -> None:
    """A supervisor has seen it and looks after it; the case stays with its owner."""
    escalation.state = ACKNOWLEDGED
    escalation.acknowledged_at = step.now
    escalation.owner_id, escalation.owner_name = step.actor.id, step.actor.name


def take_over(step: Step, escalation: Escalation) -> None:
    """A supervisor takes the case itself."""
    escalation.acknowledged_at = escalation.acknowledged_at or step.now
    escalation.state = TAKEN_OVER
    escalation.taken_over_at = step.now
    escalation.owner_id, escalation.owner_name = step.actor.id, step.actor.name


def resolve(step: Step, escalation: Escalation, reason: str) -> None:
    """The question is settled; the escalation leaves the queue."""
    escalation.state = RESOLVED
    escalation.resolved_at, escalation.resolved_by = step.now, step.actor.name
    escalation.resolution = reason


def resolve_all(step: Step, case: Case, reason: str) -> list[Happening]:
    """Settle all escalations of a case that needs no help any more; answers what to write on the timeline."""
    waiting = select(Escalation).where(Escalation.case_id == case.id, UNRESOLVED)
    happenings = []
    for escalation in step.session.scalars(waiting):
        resolve(step, escalation, reason)
        content = {"escalation": escalation.id, "level": escalation.level, "reason": reason}
        happenings.append(Happening(verb="escalation resolved", content=content))
    return happenings
