"""Work that was tried for the last time becomes an incident with a reason."""

from __future__ import annotations

from uuid import uuid4

from engine.cases.locking import locked_case
from engine.cases.models import Incident
from engine.step import Step
from engine.timeline.recording import Happening, record
from engine.work.models import Work

TOO_OFTEN, IN_CIRCLES = "gave-up", "in-circles"


def open_work_incident(step: Step, work: Work, reason: str, code: str = TOO_OFTEN) -> Incident:
    """Hand a row of work to people; its case, if it has one, says so on the timeline."""
    content = work.content if isinstance(work.content, dict) else {}
    incident = Incident(
        id=uuid4().hex,
        case_id=work.case_id,
        kind=work.kind,
        place=work.ref if work.kind == "job" else None,
        process_id=content.get("process_id"),
        element=content.get("element"),
        work_id=work.id,
        code=code,
        reason=reason,
        opened_at=step.now,
    )
    if work.case_id is not None:
        case = locked_case(step.session, work.case_id)
        incident.run = case.run
        said = {"kind": work.kind, "code": code, "reason": reason, "attempts": work.attempts}
        record(step, case, Happening(verb="incident opened", element=incident.element, content=said))
    step.session.add(incident)
    return incident
