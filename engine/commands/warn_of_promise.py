"""A promise is due soon: the timeline says so, and the case may do something about it."""

from __future__ import annotations

from engine.cases.locking import locked_case
from engine.cases.models import OPEN as CASE_OPEN
from engine.clocks.models import OPEN, CustomerPromise
from engine.commands.advance.running import load_running
from engine.commands.progress import progress
from engine.step import Step
from engine.work.models import Work

CODE = "promise_due"  # the escalation that an event sub-process may catch


def warn_of_promise(step: Step, work: Work) -> None:
    """Offer the escalation `promise_due` with {what, by} as `promise_due`; nothing for a settled promise."""
    if work.case_id is None:
        return
    case = locked_case(step.session, work.case_id)
    row = step.session.get(CustomerPromise, work.ref, populate_existing=True)
    if case.state != CASE_OPEN or row is None or row.state != OPEN:
        return
    row.warned_at = step.now
    running = load_running(step, case)
    said = {"what": row.what, "by": row.due_at.isoformat()}
    running.happened("promise due soon", row.element, promise=row.id, **said)
    running.execution.escalate(CODE, {CODE: said})
    progress(running)
