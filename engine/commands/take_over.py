"""Take over an escalated case: the supervisor becomes its owner and gets its open tasks."""

from __future__ import annotations

from sqlalchemy import select

from engine.cases.locking import require_running, settle
from engine.cases.models import Case
from engine.clocks import escalations
from engine.commands.assign_task import hand_over
from engine.commands.escalations import locked_escalation
from engine.commands.once import once_only
from engine.step import Step
from engine.tasks.errors import NotFitting
from engine.tasks.models import OPEN, Task
from engine.timeline.recording import Happening, record


@once_only
def take_over(step: Step, escalation_id: str) -> list[str]:
    """Take the case and every open task that four eyes allow; gives the ids of the tasks now in one's hands.

    A task whose earlier step the supervisor did stays where it is: whoever drafted cannot approve, however
    they come by the task.
    """
    case, escalation = locked_escalation(step, escalation_id)
    require_running(case)
    escalations.take_over(step, escalation)
    said = {"escalation": escalation.id, "before": {"owner": case.owner_id}}
    case.owner_id = step.actor.id
    record(step, case, Happening(verb="case taken over", content=said))
    taken = [task.id for task in _open_tasks(step, case) if _take(step, case, task)]
    settle(step.session)
    return taken


def _open_tasks(step: Step, case: Case) -> list[Task]:
    return list(
        step.session.scalars(
            select(Task).where(Task.case_id == case.id, Task.state == OPEN).order_by(Task.sort_at, Task.id)
        )
    )


def _take(step: Step, case: Case, task: Task) -> bool:
    try:
        hand_over(step, case, task, step.actor.id, step.actor.name)
    except NotFitting:
        return False
    return True
