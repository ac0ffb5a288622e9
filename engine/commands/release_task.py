"""Release a task: it goes back to its groups."""

from __future__ import annotations

from engine.cases.access import require_open
from engine.cases.locking import locked_task, settle
from engine.commands.advance.reconciling import set_candidates
from engine.commands.once import once_only
from engine.step import Step
from engine.tasks.errors import NotAssignee
from engine.timeline.recording import Happening, record


@once_only
def release_task(step: Step, task_id: str) -> None:
    """Give back a claimed task; a supervisor may give back anybody's. Raises NotAssignee."""
    case, task = locked_task(step.session, task_id)
    require_open(task)
    if task.assignee_id is None:
        return
    if task.assignee_id != step.actor.id and not step.actor.has_role("supervisor"):
        raise NotAssignee(task.name)
    said = {"task": task.id, "name": task.name, "assignee": task.assignee_id}
    task.assignee_id = None
    set_candidates(step.session, task, "open")
    record(step, case, Happening(verb="task released", element=task.element, content=said))
    settle(step.session)
