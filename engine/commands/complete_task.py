"""Complete a task: the answers are accepted and the case moves on."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import and_, or_, select

from engine.cases.access import is_candidate, names, require_may_do, require_open
from engine.cases.fitness import require_fitting
from engine.cases.locking import require_running
from engine.cases.models import Case
from engine.clocks.customer_promises import give, promised_in
from engine.commands.advance.running import Running
from engine.commands.advance.taking import take_up
from engine.commands.asking import accepted, adopt_files
from engine.commands.once import once_by_nature
from engine.commands.progress import progress
from engine.commands.standing_in import standing_in
from engine.step import Step
from engine.tasks.errors import NotFitting, StaleForm, TaskAlreadyCompleted
from engine.tasks.models import COMPLETED, OPEN, Task


@once_by_nature(TaskAlreadyCompleted)
def complete_task(
    step: Step, task_id: str, raw: Mapping[str, Any], *, task_version: int | None = None
) -> str | None:
    """Accept the answers of a task and carry the case on; gives the same person's next task in this case.

    `task_version` is the version of the task whose form was shown. Raises TaskNotFound, TaskAlreadyCompleted,
    TaskCancelled, NotInLane, NotAssignee, SeparationOfDuty, StaleForm, InvalidSubmission.
    """
    taken = take_up(step, task_id)
    case, task = taken.case, taken.task
    require_open(task)
    step = standing_in(step, task)
    require_running(case)
    require_may_do(step.session, step.actor, task)
    if task_version is not None and task_version != task.version:
        raise StaleForm(task.name)
    running = taken.running(step)
    context = running.context(task.place)
    payload = accepted(step, running.package, task.form, raw, running.around, context)
    adopt_files(step, case, payload)
    before = {key: context.get(key) for key in payload if key in context and context[key] != payload[key]}
    happening = running.happened(
        "task completed",
        task.element,
        task=task.id,
        name=task.name,
        instance=task.instance,
        form=task.form,
        answers=payload,
        before=before,
    )
    for what, due_at in promised_in(running.package.forms.get(task.form or ""), payload, running.around):
        running.happenings += give(step, case, what, due_at, task.element)
    _mark_completed(step, task, happening.payload_id)
    if case.owner_id is None and step.actor.kind == "person":
        case.owner_id = step.actor.id
    running.execution.complete_task(task.place, payload)
    progress(running)
    return next_task(step, running)


def _mark_completed(step: Step, task: Task, payload_id: str) -> None:
    task.state, task.ended_at = COMPLETED, step.now
    task.ended_by, task.ended_by_name = step.actor.id, step.actor.name
    task.ended_for, task.payload_id = step.actor.on_behalf_of, payload_id


def next_task(step: Step, running: Running) -> str | None:
    """The open task of this case that the actor can go on with: their own first, then their groups'."""
    for task in _open_to(step, running):
        with contextlib.suppress(NotFitting):
            require_fitting(step.session, task, step.actor.id, step.actor.on_behalf_of)
            return task.id
    return None


def _open_to(step: Step, running: Running) -> Sequence[Task]:
    """Theirs first, then the latest; without a question where all open tasks were opened by this step."""
    session, actor, case = step.session, step.actor, running.case
    opened = {task.place: task for task in running.opened if task.state == OPEN}
    if opened.keys() == {task.id for task in running.position().tasks}:
        free = [task for task in opened.values() if task.assignee_id is None]
        mine = [task for task in opened.values() if task.assignee_id == actor.id]
        named = [task for task in free if is_candidate(session, actor, task)]
        return [
            task for group in (mine, named) for task in sorted(group, key=lambda one: (one.sort_at, one.id))
        ]
    return _asked_for(step, case)


def _asked_for(step: Step, case: Case) -> Sequence[Task]:
    mine = Task.assignee_id == step.actor.id
    return step.session.scalars(
        select(Task)
        .where(Task.case_id == case.id, Task.state == OPEN)
        .where(or_(mine, and_(Task.assignee_id.is_(None), names(step.actor))))
        .order_by(Task.assignee_id.is_(None), Task.opened_at.desc(), Task.sort_at, Task.id)
    ).all()
