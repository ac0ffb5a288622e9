"""Reassign a case: a supervisor gives it and its open tasks to another person."""

from __future__ import annotations

from sqlalchemy import select

from engine.cases.access import require_supervisor
from engine.cases.locking import locked_case, require_running, settle
from engine.commands.assign_task import hand_over
from engine.commands.once import once_only
from engine.commands.reasons import require_reason
from engine.people.accounts import actor_of
from engine.step import Step
from engine.tasks.errors import NotFitting
from engine.tasks.models import OPEN, Task
from engine.timeline.recording import Happening, record


@once_only
def reassign(step: Step, case_id: int, person_id: str, reason: str) -> list[str]:
    """Make somebody the owner, with the open tasks of the former owner and those nobody has.

    Gives the ids of the tasks handed over; tasks that four eyes keep from this person, or that belong to
    other groups than theirs, stay where they are. Raises NotSupervisor, PersonNotFound.
    """
    require_supervisor(step.actor)
    require_reason(reason)
    case = locked_case(step.session, case_id)
    require_running(case)
    person = actor_of(step.session, person_id)
    former, case.owner_id = case.owner_id, person.id
    said = {"before": {"owner": former}, "owner": person.id, "name": person.name, "reason": reason}
    record(step, case, Happening(verb="case reassigned", content=said))
    moved: list[str] = []
    for task in step.session.scalars(select(Task).where(Task.case_id == case.id, Task.state == OPEN)):
        theirs = task.assignee_id == former if task.assignee_id else task.grp in person.groups
        if not theirs:
            continue
        try:
            hand_over(step, case, task, person.id, person.name, reason)
        except NotFitting:
            continue
        moved.append(task.id)
    settle(step.session)
    return moved
