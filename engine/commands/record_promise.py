"""Record a promise to the customer that no form asked for."""

from __future__ import annotations

from datetime import datetime

from engine.cases.access import require_staff
from engine.cases.locking import locked_case, require_running, settle
from engine.clocks.customer_promises import LONGEST, give
from engine.commands.once import once_only
from engine.errors import InvalidSubmission
from engine.step import Step
from engine.timeline.recording import record_all


@once_only
def record_promise(step: Step, case_id: int, what: str, due_at: datetime) -> None:
    """Keep what was promised and by when; two hours before, it is warned of.

    Raises CaseNotFound, CaseClosed, InvalidSubmission for nothing promised or a time that has passed.
    """
    require_staff(step.actor)
    errors = {}
    if not what.strip() or len(what) > LONGEST:
        errors["what"] = [f"Say what was promised, in at most {LONGEST} characters."]
    if due_at <= step.now:
        errors["by"] = ["This time has passed."]
    if errors:
        raise InvalidSubmission(errors)
    case = locked_case(step.session, case_id)
    require_running(case)
    record_all(step, case, give(step, case, what.strip(), due_at))
    settle(step.session)
