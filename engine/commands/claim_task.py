"""Claim a task: the actor becomes responsible for it."""

from __future__ import annotations

from engine.cases.access import require_may_do, require_open
from engine.cases.locking import locked_task, settle
from engine.commands.advance.reconciling import set_candidates
from engine.commands.once import once_only
from engine.commands.standing_in import standing_in
from engine.step import Step
from engine.tasks.errors import NotAssignee, TaskAlreadyClaimed
from engine.timeline.recording import Happening, record


@once_only
def claim_task(step: Step, task_id: str) -> None:
    """Take an open task of one's groups; claiming one's own again changes nothing.

    Raises TaskNotFound, TaskAlreadyCompleted, TaskAlreadyClaimed, NotInLane, SeparationOfDuty.
    """
    case, task = locked_task(step.session, task_id)
    require_open(task)
    step = standing_in(step, task)
    try:
        require_may_do(step.session, step.actor, task)
    except NotAssignee as error:
        raise TaskAlreadyClaimed(task.name) from error
    if task.assignee_id == step.actor.id:
        return
    task.assignee_id = step.actor.id
    if case.owner_id is None:
        case.owner_id = step.actor.id
    set_candidates(step.session, task, "taken")
    record(
        step,
        case,
        Happening(verb="task claimed", element=task.element, content={"task": task.id, "name": task.name}),
    )
    settle(step.session)
