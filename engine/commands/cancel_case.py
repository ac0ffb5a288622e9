"""Cancel a case: nothing more is done in it, and the reason stays."""

from __future__ import annotations

from engine.cases.access import require_supervisor
from engine.cases.locking import locked_case, require_running
from engine.cases.models import CANCELLED
from engine.commands.advance.ending import wind_up
from engine.commands.advance.running import load_running
from engine.commands.once import once_only
from engine.commands.progress import progress
from engine.commands.reasons import require_reason
from engine.step import Step


@once_only
def cancel_case(step: Step, case_id: int, reason: str) -> None:
    """Stop the case for good: tasks, timers, clocks and escalations end with it. For supervisors."""
    require_supervisor(step.actor)
    require_reason(reason)
    case = locked_case(step.session, case_id)
    require_running(case)
    running = load_running(step, case)
    running.happened("case cancelled", reason=reason)
    running.execution.cancel()
    wind_up(running, CANCELLED, reason)
    progress(running)
