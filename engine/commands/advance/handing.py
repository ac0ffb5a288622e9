"""Tasks that nobody of their groups may do: offered to people outside, and a level is asked for help."""

from __future__ import annotations

from sqlalchemy import select

from engine.bpmn.position import Position
from engine.cases.access import CANDIDATES, GROUP
from engine.cases.fitness import fits
from engine.clocks.escalations import raise_escalation
from engine.clocks.models import RESOLVED, Escalation
from engine.commands.advance.running import Running
from engine.commands.advance.throwing import LOWEST_LEVEL, told
from engine.people.groups import add_groups
from engine.people.models import Person
from engine.people.organisation import OUTSIDE, OUTSIDE_TITLE, outside_people
from engine.tasks.models import OPEN, Task, TaskCandidate
from engine.tasks.queries import candidates_of
from engine.tasks.rules import RULES

TAKEN = "taken"  # an offered task that is in somebody's hands
NOBODY_MAY = "nobody_may"  # code of the escalation


def hand_outside(running: Running, position: Position) -> None:
    """Keep four eyes where a small organisation runs out of them: somebody outside may do such a task.

    Asked of the tasks whose diagram says a rule about people, when they open and while they wait: a colleague
    may have done an earlier step meanwhile. A group without any people is left to its administrator.
    """
    ruled = {task.id for task in position.tasks if task.properties.keys() & RULES}
    if not ruled:
        return
    session, case = running.session, running.case
    running.write()
    session.flush()
    waiting = session.scalars(
        select(Task).where(
            Task.case_id == case.id, Task.run == case.run, Task.state == OPEN, Task.place.in_(sorted(ruled))
        )
    )
    for task in waiting:
        if not _is_outside(running, task):
            _offer(running, task)


def _is_outside(running: Running, task: Task) -> bool:
    named = select(TaskCandidate.ref).where(
        TaskCandidate.task_id == task.id, TaskCandidate.kind == GROUP, TaskCandidate.ref == OUTSIDE
    )
    return running.session.scalar(named) is not None


def _offer(running: Running, task: Task) -> None:
    session = running.session
    people = session.scalars(select(Person.id).where(candidates_of(task.id))).all()
    if not people or any(fits(session, task, person) for person in people):
        return
    add_groups(session, None, {OUTSIDE: OUTSIDE_TITLE})
    state = OPEN if task.assignee_id is None else TAKEN
    session.add(TaskCandidate(task_id=task.id, kind=GROUP, ref=OUTSIDE, sort_at=task.sort_at, state=state))
    session.flush()
    session.info.get(CANDIDATES, {}).pop(task.id, None)
    asked = [person for person in outside_people(session) if fits(session, task, person)]
    running.happened("task offered outside", task.element, task=task.id, name=task.name, people=asked)
    if not asked:
        _ask_for_help(running, task)


def _ask_for_help(running: Running, task: Task) -> None:
    levels = running.package.settings.levels
    level = max(levels, default=LOWEST_LEVEL)
    again = select(Escalation.id).where(
        Escalation.case_id == running.case.id,
        Escalation.code == NOBODY_MAY,
        Escalation.element == task.element,
        Escalation.state != RESOLVED,
    )
    if running.session.scalar(again.limit(1)) is not None:
        return
    escalation = raise_escalation(
        running.step,
        running.case,
        running.package,
        level=level,
        code=NOBODY_MAY,
        reason=f"Nobody may do '{task.name}': everybody of its groups did an earlier step or is concerned. "
        f"Name somebody outside.",
        origin="diagram",
        element=task.element,
    )
    running.session.flush()
    running.happened("escalation raised", task.element, **told(escalation))
