"""Erase the contents of one case because somebody has a right to it."""

from __future__ import annotations

from uuid import uuid4

from engine.commands.once import once_only
from engine.commands.reasons import require_reason
from engine.people.access import require_administrator
from engine.records.certificates import certify
from engine.records.erasing import erase_record, locked_families
from engine.records.models import REQUEST
from engine.step import Step


@once_only
def erase_case(step: Step, case_id: int, reason: str) -> str:
    """Erase the case, with those merged into it, for good; the id of the certificate. For administrators.

    The keeping time of its class does not stop it: whoever asks for it has weighed that. The reason stays on
    the timeline and on the certificate for ever, so it must name nobody.

    Raises CaseNotFound, what `require_erasable` raises, InvalidSubmission without a reason.
    """
    require_administrator(step.actor)
    require_reason(reason)
    certificate = uuid4().hex
    [cases] = locked_families(step, [case_id])
    erased = erase_record(step, cases, reason.strip(), certificate)
    certify(step, certificate, REQUEST, reason.strip(), erased)
    return certificate
