"""Export the evidence of a case: everything about it in one file, and a line that says who took it."""

from __future__ import annotations

from engine.cases.access import require_staff
from engine.cases.locking import locked_record, settle
from engine.cases.queries import case_id_of
from engine.evidence.pack import evidence_pack
from engine.step import Step
from engine.timeline.recording import Happening, record


def export_evidence(step: Step, reference: str) -> bytes:
    """The evidence pack as a zip; its timeline ends with this export. Raises CaseNotFound, NotStaff."""
    require_staff(step.actor)
    case = locked_record(step.session, case_id_of(step.session, reference))
    record(step, case, Happening(verb="evidence exported"))
    settle(step.session)
    return evidence_pack(
        step.session, step.settings, case.reference, made_at=step.now, made_by=step.actor.name
    )
