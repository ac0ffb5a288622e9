"""Who may do what to a case and its tasks: lanes, hands, four eyes, roles."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from engine.cases.errors import NotStaff, NotSupervisor
from engine.cases.fitness import require_fitting
from engine.step import Actor
from engine.tasks.errors import (
    NotAssignee,
    NotInLane,
    TaskAlreadyCompleted,
    TaskCancelled,
)
from engine.tasks.models import CANCELLED, COMPLETED, Task, TaskCandidate

GROUP, PERSON = "group", "person"
CANDIDATES = "candidates"  # where a session keeps who is named for tasks
Candidates = frozenset[tuple[str, str]]


def require_staff(actor: Actor) -> None:
    """Refuse everybody who does not work on cases: customers, and administrators who are no staff besides."""
    if not actor.has_role("staff"):
        raise NotStaff


def require_supervisor(actor: Actor) -> None:
    """Refuse everybody but supervisors."""
    if not actor.has_role("supervisor"):
        raise NotSupervisor


def require_open(task: Task) -> None:
    """Refuse a task that is over, saying who completed it and when."""
    if task.state == COMPLETED and task.ended_at is not None:
        raise TaskAlreadyCompleted(task.ended_by_name or task.ended_by or "", task.ended_at)
    if task.state == CANCELLED:
        raise TaskCancelled(task.name)


def require_may_do(session: Session, actor: Actor, task: Task) -> None:
    """Refuse whoever may not claim or complete this open task now."""
    require_staff(actor)
    if task.assignee_id is not None and task.assignee_id not in (actor.id, actor.on_behalf_of):
        raise NotAssignee(task.name)
    if task.assignee_id is None:
        require_candidate(session, actor, task)
    require_fitting(session, task, actor.id, actor.on_behalf_of)


def require_candidate(session: Session, actor: Actor, task: Task) -> None:
    """Refuse people of other groups."""
    if not is_candidate(session, actor, task):
        raise NotInLane(task.lane or task.name)


def is_candidate(session: Session, actor: Actor, task: Task) -> bool:
    """Whether the actor is named for this task, by group or in person."""
    named = candidates(session, task.id)
    return (PERSON, actor.id) in named or any((GROUP, group) in named for group in actor.groups)


def candidates(session: Session, task_id: str) -> Candidates:
    """Who was named for a task when it opened, by kind and key: asked once in a transaction."""
    known: dict[str, Candidates] = session.info.setdefault(CANDIDATES, {})
    if task_id not in known:
        rows = select(TaskCandidate.kind, TaskCandidate.ref).where(TaskCandidate.task_id == task_id)
        known[task_id] = frozenset((row.kind, row.ref) for row in session.execute(rows))
    return known[task_id]


def remember_candidates(session: Session, task_id: str, named: Candidates) -> None:
    """Spare this transaction the question: a query for more has answered it, or the task opens now."""
    session.info.setdefault(CANDIDATES, {})[task_id] = named


def names(actor: Actor) -> ColumnElement[bool]:
    """The condition on tasks that the actor is named for them."""
    in_person = (TaskCandidate.kind == PERSON) & (TaskCandidate.ref == actor.id)
    by_group = (TaskCandidate.kind == GROUP) & TaskCandidate.ref.in_(sorted(actor.groups))
    return exists().where(TaskCandidate.task_id == Task.id, or_(in_person, by_group))
