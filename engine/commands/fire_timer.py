"""A drawn timer is due: the case moves on."""

from __future__ import annotations

from engine.cases.locking import locked_case
from engine.cases.models import OPEN
from engine.commands.advance.running import go_by_changes, load_running
from engine.commands.progress import progress
from engine.step import Step
from engine.work.models import Work
from engine.work.timers import ref_of


def fire_timer(step: Step, work: Work) -> None:
    """Fire the timer this row of work is about; nothing happens when the case no longer waits for it.

    After downtime every timer fires once, late: the timeline keeps when it was due.
    """
    if work.case_id is None:
        return
    case = locked_case(step.session, work.case_id)
    if case.state != OPEN:
        return
    running = load_running(step, case)
    go_by_changes(running)
    for timer in running.position().timers:
        if ref_of(case.run, timer.id) == work.ref and timer.due == work.due_at:
            running.happened("timer fired", timer.element, name=timer.name, due=work.due_at.isoformat())
            running.execution.fire(timer.id)
            progress(running)
            return
