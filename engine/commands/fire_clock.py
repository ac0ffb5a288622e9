"""A point of a clock is due: a supervisor is told, and the case may catch the escalation."""

from __future__ import annotations

from engine.cases.locking import locked_case
from engine.cases.models import OPEN
from engine.clocks.alarms import ends_pause, fire_point
from engine.clocks.escalations import offered
from engine.clocks.models import Escalation
from engine.commands.advance.running import load_running
from engine.commands.advance.throwing import told
from engine.commands.progress import progress
from engine.step import Step
from engine.work.models import Work


def fire_clock(step: Step, work: Work) -> None:
    """Queue the escalation of this point and offer its code to the case's root scope."""
    if work.case_id is None:
        return
    case = locked_case(step.session, work.case_id)
    if case.state != OPEN:
        return
    running = load_running(step, case)
    if ends_pause(work):
        progress(running)
        return
    fired = fire_point(step, work, case, running.package)
    if fired is None:
        step.session.flush()
        return
    escalation = step.session.get_one(Escalation, fired.escalation_id)
    running.happened("escalation raised", **told(escalation))
    running.execution.escalate(fired.code, offered(escalation))
    progress(running)
