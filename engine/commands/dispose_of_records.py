"""Dispose of records whose time is over: somebody approves, and a certificate says what went."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from engine.commands.once import once_only
from engine.commands.reasons import require_reason
from engine.errors import InvalidSubmission
from engine.people.access import require_administrator
from engine.records.certificates import certify
from engine.records.classes import keeping
from engine.records.erasing import Erased, erase_record, locked_families
from engine.records.errors import NotDue
from engine.records.models import DISPOSAL
from engine.step import Step

MOST = 100  # cases on one certificate: one transaction, and no more than somebody has looked at


@once_only
def dispose_of_records(step: Step, case_ids: Sequence[int], reason: str) -> str:
    """Erase these cases, all of them or none; the id of the certificate. For administrators.

    Raises NotDue for one that is not over its time, or is open again; what `require_erasable` raises, such as
    UnderHold; InvalidSubmission without a reason, without a case and for more than a hundred.
    """
    require_administrator(step.actor)
    require_reason(reason)
    if not case_ids:
        raise InvalidSubmission({"cases": ["Please choose at least one case."]})
    if len(case_ids) > MOST:
        raise InvalidSubmission({"cases": [f"Please choose at most {MOST} cases at once."]})
    certificate, erased = uuid4().hex, list[Erased]()
    for cases in locked_families(step, case_ids):
        kept = keeping(step.session, cases[0])
        if kept is None or kept[1] > step.now:
            raise NotDue(cases[0].reference)
        erased += erase_record(step, cases, reason.strip(), certificate)
    certify(step, certificate, DISPOSAL, reason.strip(), erased)
    return certificate
