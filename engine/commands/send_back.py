"""Send a case back to an earlier step, with a reason."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from engine.bpmn.graph.branches import open_branches
from engine.bpmn.graph.node import Node
from engine.cases.access import require_may_do, require_open
from engine.cases.locking import locked_task, require_running, settle
from engine.cases.models import Case
from engine.commands.advance.reconciling import close_candidates
from engine.commands.advance.running import load_running
from engine.commands.assign_task import hand_over
from engine.commands.once import once_only
from engine.commands.progress import progress
from engine.commands.reasons import require_reason
from engine.commands.standing_in import standing_in
from engine.library.live import package_of
from engine.people.accounts import actor_of
from engine.people.errors import PersonNotFound
from engine.step import Step
from engine.tasks.errors import CannotSendBack, NotFitting
from engine.tasks.models import CANCELLED, COMPLETED, OPEN, Task


@once_only
def send_back(step: Step, task_id: str, element: str, reason: str) -> None:
    """Drop this task and have an earlier user task of the same scope done again by whoever did it.

    Open to whoever may do the task and to supervisors. Raises CannotSendBack for a step that was never done.
    """
    case, task = locked_task(step.session, task_id)
    require_open(task)
    step = standing_in(step, task)
    require_running(case)
    if not step.actor.has_role("supervisor"):
        require_may_do(step.session, step.actor, task)
    require_reason(reason)
    if element not in {known for known, _ in earlier_steps(step, task_id)}:
        raise CannotSendBack(element)
    earlier = _done(step, case, element)
    running = load_running(step, case)
    said = {"task": task.id, "name": task.name, "to": element, "earlier": earlier.name, "reason": reason}
    running.happened("sent back", task.element, **said)
    running.execution.move(task.place, element)
    task.state, task.ended_at, task.ended_by = CANCELLED, step.now, step.actor.id
    task.ended_by_name = step.actor.name
    close_candidates(step.session, task)
    progress(running)
    _back_to_author(step, case, earlier)


def earlier_steps(step: Step, task_id: str) -> list[tuple[str, str]]:
    """Element and name of the steps that were done in this run, to choose from.

    They lie in the task's own scope, and in the same branches: see `open_branches`.
    """
    task = step.session.get_one(Task, task_id)
    if task.instance is not None:
        return []  # one of several at the same time cannot go back alone
    nodes = _nodes(step, task)
    done = (
        select(Task.element, Task.name)
        .where(Task.case_id == task.case_id, Task.run == task.run, Task.state == COMPLETED)
        .where(Task.process_id == task.process_id)
        .order_by(Task.ended_at)
    )
    here = nodes[task.element]
    apart = open_branches(here)
    fitting = {node.id for node in here.area.nodes.values() if open_branches(node) == apart}
    rows = [row for row in step.session.execute(done) if row.element in fitting]
    return list(dict.fromkeys((row.element, row.name) for row in rows))


def _nodes(step: Step, task: Task) -> Mapping[str, Node]:
    """What is drawn in the process that asks this task."""
    case = step.session.get_one(Case, task.case_id)
    return package_of(step.session, case.version).model.processes[task.process_id].area.everywhere


def _done(step: Step, case: Case, element: str) -> Task:
    done = (
        select(Task)
        .where(
            Task.case_id == case.id, Task.run == case.run, Task.element == element, Task.state == COMPLETED
        )
        .order_by(Task.ended_at.desc())
        .limit(1)
    )
    found = step.session.scalar(done)
    if found is None:
        raise CannotSendBack(element)
    return found


def _back_to_author(step: Step, case: Case, earlier: Task) -> None:
    """Whoever did the step gets it back, where they still work here and may still do it."""
    again = step.session.scalar(
        select(Task).where(
            Task.case_id == case.id, Task.run == case.run, Task.element == earlier.element, Task.state == OPEN
        )
    )
    if again is None or earlier.ended_by is None or again.assignee_id is not None:
        return
    try:
        author = actor_of(step.session, earlier.ended_by)
        hand_over(step, case, again, author.id, author.name)
    except (PersonNotFound, NotFitting):
        return
    settle(step.session)
