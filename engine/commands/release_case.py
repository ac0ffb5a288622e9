"""Release an imported case: from now on it may write letters."""

from __future__ import annotations

from engine.cases.access import require_staff
from engine.cases.locking import locked_case, require_running, settle
from engine.commands.once import once_only
from engine.correspondence.outbox import release_letters
from engine.step import Step
from engine.timeline.recording import Happening, record


@once_only
def release_case(step: Step, case_id: int) -> int:
    """Send the letters that were held and hold none any more; says how many were sent."""
    require_staff(step.actor)
    case = locked_case(step.session, case_id)
    require_running(case)
    if not case.held:
        return 0
    case.held = False
    sent = release_letters(step, case.id)
    record(step, case, Happening(verb="case released", content={"letters": sent}))
    settle(step.session)
    return sent
