"""Set a legal hold on a case by hand, open or ended."""

from __future__ import annotations

from engine.cases.locking import locked_case, settle
from engine.commands.once import once_only
from engine.commands.reasons import require_reason
from engine.records.access import require_may_hold
from engine.records.holds import hold
from engine.step import Step
from engine.timeline.recording import record


@once_only
def set_hold(step: Step, case_id: int, reason: str) -> str:
    """Keep everything of this case, and of those linked with it, until the hold is lifted; the hold's id.

    Raises CaseNotFound, CaseErased, MayNotHold, InvalidSubmission without a reason.
    """
    require_may_hold(step.actor)
    require_reason(reason)
    case = locked_case(step.session, case_id)
    hold_id, happening = hold(step, case, reason.strip())
    record(step, case, happening)
    settle(step.session)
    return hold_id
