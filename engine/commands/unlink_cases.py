"""Take a link between two cases away again."""

from __future__ import annotations

from engine.cases.access import require_staff
from engine.cases.errors import LinkNotFound
from engine.cases.links import remove_link
from engine.cases.locking import settle
from engine.commands.linking import locked_pair, record_link
from engine.commands.once import once_only
from engine.commands.reasons import require_reason
from engine.step import Step


@once_only
def unlink_cases(step: Step, case_id: int, other_id: int, kind: str, reason: str) -> None:
    """Say that a case is not `kind` to another any more; both timelines keep the reason.

    Raises CaseNotFound, LinkKindUnknown, LinkNotFound, InvalidSubmission without a reason.
    """
    require_staff(step.actor)
    require_reason(reason)
    case, other = locked_pair(step, case_id, other_id)
    if not remove_link(step.session, case.id, other.id, kind):
        raise LinkNotFound(case.reference, kind, other.reference)
    record_link(step, case, other, "case unlinked", kind, reason)
    settle(step.session)
