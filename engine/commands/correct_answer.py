"""Correct a wrong answer: the old value stays on the timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update

from engine.bpmn.model import Element
from engine.cases.access import require_staff
from engine.cases.locking import locked_task, require_running
from engine.commands.advance.running import Running, load_running
from engine.commands.asking import accepted, adopt_files
from engine.commands.once import once_only
from engine.commands.progress import progress
from engine.commands.reasons import require_reason
from engine.errors import NotAllowed
from engine.step import Step
from engine.tasks.errors import CannotCorrect
from engine.tasks.models import COMPLETED, OPEN, Task


@once_only
def correct_answer(step: Step, task_id: str, raw: Mapping[str, Any], reason: str) -> None:
    """Replace the answers of a completed task. Decisions already made from them stay as they were.

    Open to whoever completed the task, the case's owner and supervisors. Forms that others have open become
    stale. Raises CannotCorrect for a task that is not completed or whose answers went elsewhere.
    """
    case, task = locked_task(step.session, task_id)
    require_running(case)
    if task.state != COMPLETED or task.run != case.run:
        raise CannotCorrect(task.name)
    _require_may_correct(step, task, case.owner_id)
    require_reason(reason)
    running = load_running(step, case)
    _require_plain(running, task)
    context = running.context()
    payload = accepted(step, running.package, task.form, raw, running.around, context)
    adopt_files(step, case, payload)
    file = running.execution.file
    form = running.package.forms.get(task.form or "")
    # A question that the corrected answers no longer ask loses its answer.
    payload = {**{key: None for key in (form.keys if form else ()) if key in file}, **payload}
    changed = {key: value for key, value in payload.items() if file.get(key) != value}
    if not changed:
        return
    happening = running.happened(
        "answer corrected",
        task.element,
        task=task.id,
        name=task.name,
        form=task.form,
        answers=changed,
        before={key: file.get(key) for key in changed},
        reason=reason,
    )
    task.payload_id = happening.payload_id
    running.execution.correct(changed)
    _make_stale(step, case.id)
    progress(running)


def _require_may_correct(step: Step, task: Task, owner_id: str | None) -> None:
    require_staff(step.actor)
    if step.actor.id not in {task.ended_by, owner_id} and not step.actor.has_role("supervisor"):
        raise NotAllowed(task.name)


def _require_plain(running: Running, task: Task) -> None:
    """The answers must stand in the case file under their own names."""
    process = running.package.model.processes.get(task.process_id)
    element: Element | None = process.elements.get(task.element) if process else None
    if element is None:
        raise CannotCorrect(f"{task.name}: the version the case runs on now does not ask it")
    main = task.process_id == running.package.settings.main
    if element.loop is not None or element.outputs or not main:
        raise CannotCorrect(f"{task.name}: its answers were passed on under other names")


def _make_stale(step: Step, case_id: int) -> None:
    step.session.execute(
        update(Task)
        .where(Task.case_id == case_id, Task.state == OPEN)
        .values(version=Task.version + 1)
        .execution_options(synchronize_session="fetch")
    )
