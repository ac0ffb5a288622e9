"""Assign a task: a supervisor, or a colleague of the same group, gives it to somebody."""

from __future__ import annotations

from engine.cases.access import is_candidate, require_candidate, require_open, require_staff
from engine.cases.errors import NotSupervisor
from engine.cases.fitness import require_fitting
from engine.cases.locking import locked_task, settle
from engine.cases.models import Case
from engine.commands.advance.reconciling import set_candidates
from engine.commands.once import once_only
from engine.people.accounts import actor_of
from engine.step import Step
from engine.tasks.models import Task
from engine.timeline.recording import Happening, record


@once_only
def assign_task(step: Step, task_id: str, person_id: str) -> None:
    """Put an open task into somebody's hands. A supervisor may choose anybody, colleagues one of the group.

    Four eyes, concern and skill hold for whoever is chosen. Raises NotStaff, NotSupervisor, NotInLane,
    NotFitting, PersonNotFound.
    """
    case, task = locked_task(step.session, task_id)
    require_open(task)
    supervises = step.actor.has_role("supervisor")
    if not supervises:
        require_staff(step.actor)
    if not supervises and not is_candidate(step.session, step.actor, task):
        raise NotSupervisor
    assignee = actor_of(step.session, person_id)
    if not supervises:
        require_candidate(step.session, assignee, task)
    hand_over(step, case, task, person_id, assignee.name)
    settle(step.session)


def hand_over(step: Step, case: Case, task: Task, person_id: str, name: str, reason: str = "") -> None:
    """Change whose task it is, and say so; refused where the task is not for them."""
    require_fitting(step.session, task, person_id)
    if task.assignee_id == person_id:
        return
    said = {"task": task.id, "name": task.name, "from": task.assignee_id, "to": person_id, "assignee": name}
    task.assignee_id = person_id
    set_candidates(step.session, task, "taken")
    record(
        step, case, Happening(verb="task assigned", element=task.element, content={**said, "reason": reason})
    )
