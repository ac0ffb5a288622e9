"""The rows that show where a case stands, brought in line with its Position: reconciled, never patched."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine.bpmn.position import OpenTask, Position, Stuck
from engine.cases.access import GROUP, PERSON, Candidates, candidates, remember_candidates
from engine.cases.models import OPEN, Incident
from engine.commands.advance.running import Running
from engine.database import dialect_of
from engine.feel.values import to_json
from engine.tasks.candidates import groups_for, people_named
from engine.tasks.models import CANCELLED, Task, TaskCandidate
from engine.tasks.rules import COMPUTED, RULES, PeopleRules, rules_for
from engine.writing import inserting, take_as_written

_COLUMNS = tuple(column.key for column in Task.__table__.c)
ENDED = ("ended_at", "ended_by", "ended_by_name", "ended_for", "payload_id")
# The completed task and those it leads to are one statement, and so are their inboxes.
_TASKS = inserting(
    Task,
    lambda into: into.on_conflict_do_update(
        index_elements=["id"], set_={name: into.excluded[name] for name in ("state", *ENDED)}
    ),
)
_INBOXES = inserting(
    TaskCandidate,
    lambda into: into.on_conflict_do_update(
        index_elements=["task_id", "kind", "ref"], set_={"state": into.excluded.state}
    ),
)
END_OF_TIME = datetime(9999, 12, 31, tzinfo=UTC)


def reconcile_tasks(running: Running, position: Position) -> None:
    """Open a row for every new user task, close those whose token is gone, move due dates that moved."""
    if running.before is not None and _only_opens(running, running.before, position):
        known = {task.id for task in running.before.tasks}
        _put_before_people(running, [task for task in position.tasks if task.id not in known])
        return
    rows = {
        row.place: row
        for row in running.session.scalars(
            select(Task).where(
                Task.case_id == running.case.id, Task.run == running.case.run, Task.state == OPEN
            )
        )
    }
    fresh = []
    for task in position.tasks:
        row = rows.pop(task.id, None)
        if row is None:
            fresh.append(task)
            continue
        if any(name in task.properties for name in COMPUTED):
            row.rules = rules_now(running, task).plain()  # the case file may say something else by now
        if (row.due_at, row.priority) != (task.due, task.priority):
            row.due_at, row.priority, row.sort_at = task.due, task.priority, task.due or END_OF_TIME
            _follow(running, row, row.sort_at)
    for row in rows.values():
        row.state, row.ended_at = CANCELLED, running.step.now
        close_candidates(running.session, row)
    _put_before_people(running, fresh)


def _only_opens(running: Running, before: Position, position: Position) -> bool:
    """Whether of the tasks' rows only that of the completed task is touched, and its row is in hand."""
    done = {running.completed.place} if running.completed is not None else set()
    now = {task.id: task for task in position.tasks}
    return all(
        task.id in done if task.id not in now else _stays_as_it_is(task, now[task.id])
        for task in before.tasks
    )


def _stays_as_it_is(before: OpenTask, now: OpenTask) -> bool:
    computed = any(name in now.properties for name in COMPUTED)
    return not computed and (before.due, before.priority) == (now.due, now.priority)


def _put_before_people(running: Running, tasks: list[OpenTask]) -> None:
    """Open the tasks, and take the completed one out of the inboxes."""
    session, done = running.session, running.completed
    running.completed = None
    rows: list[dict[str, Any]] = []
    inboxes: list[dict[str, Any]] = []
    if done is not None:
        rows.append(_written(done))
        take_as_written(session, done)
        inboxes += _inboxes(done, candidates(session, done.id), "closed")
    for task in tasks:
        values, named = _opened(running, task)
        rows.append(values)
        inboxes += _inboxes(running.opened[-1], named, "taken" if values["assignee_id"] else OPEN)
    dialect = dialect_of(session)
    if rows:
        running.later(_TASKS[dialect], rows)  # before their candidates, which refer to them
    if inboxes:
        running.later(_INBOXES[dialect], inboxes)


def _written(task: Task) -> dict[str, Any]:
    """The row of a task that ends with this step."""
    return {name: getattr(task, name) for name in _COLUMNS}


def _inboxes(task: Task, named: Candidates, state: str) -> list[dict[str, Any]]:
    return [
        {"task_id": task.id, "kind": kind, "ref": ref, "sort_at": task.sort_at, "state": state}
        for kind, ref in sorted(named)
    ]


def _opened(running: Running, task: OpenTask) -> tuple[dict[str, Any], Candidates]:
    """The values of a new user task's row, and who is named for it."""
    asked, people = asked_of(running, task)
    assignee = people_named(running.session, [task.assignee]) if task.assignee else []
    row = {
        "id": uuid4().hex,
        "case_id": running.case.id,
        "run": running.case.run,
        "place": task.id,
        **asked,
        "assignee_id": assignee[0] if assignee else None,
        "state": OPEN,
        "version": 1,
        "opened_at": running.step.now,
        **dict.fromkeys(ENDED),
    }
    running.opened.append(Task(**row))
    remember_candidates(running.session, row["id"], people)
    return row, people


def asked_of(running: Running, task: OpenTask) -> tuple[dict[str, Any], Candidates]:
    """What the diagram says of a user task, as its row keeps it, and who is named for it."""
    settings = running.package.settings
    groups = groups_for(task, settings)
    named = people_named(running.session, [*task.users, *([task.assignee] if task.assignee else [])])
    rules = rules_now(running, task)
    asked = {
        "scope": "/".join(task.scope) or None,
        "process_id": task.process,
        "element": task.element,
        "name": task.name,
        "lane": task.lane,
        "grp": groups[0] if groups else None,
        "form": task.form or task.properties.get("form"),
        "instance": task.instance,
        "local": to_json(dict(task.variables)),
        "not_by": list(rules.not_by),
        "rules": rules.plain(),
        "priority": task.priority,
        "due_at": task.due,
        "follow_up_at": task.follow_up,
        "sort_at": task.due or END_OF_TIME,
    }
    return asked, frozenset([*((GROUP, group) for group in groups), *((PERSON, person) for person in named)])


def rules_now(running: Running, task: OpenTask) -> PeopleRules:
    """What the diagram says about the people of a task, over what the case knows now."""
    if not task.properties.keys() & RULES:
        return PeopleRules()
    seen = running.context(task.id)
    return rules_for(running.session, task, running.package, seen, running.around)


def close_candidates(session: Session, task: Task) -> None:
    """Take a task that is over out of everybody's inbox."""
    set_candidates(session, task, "closed")


def set_candidates(session: Session, task: Task, state: str) -> None:
    """Say in the inboxes whether the task is "open" to all its candidates, "taken" by one, or "closed"."""
    session.execute(
        update(TaskCandidate)
        .where(TaskCandidate.task_id == task.id)
        .values(state=state)
        .execution_options(synchronize_session=False)
    )


def reconcile_incidents(running: Running, position: Position) -> None:
    """Open an incident for every token that newly cannot go on, resolve those that can again."""
    rows = {
        row.place: row
        for row in running.session.scalars(
            select(Incident).where(
                Incident.case_id == running.case.id, Incident.run == running.case.run, Incident.state == OPEN
            )
        )
    }
    still = {stuck.id for stuck in position.stuck} | {job.id for job in position.jobs}
    for stuck in position.stuck:
        if stuck.id not in rows:
            _open_incident(running, stuck)
    for place, row in rows.items():
        if row.kind in {"stuck", "job"} and place not in still:
            row.state, row.resolved_at, row.resolved_by = "resolved", running.step.now, running.step.actor.id


def _open_incident(running: Running, stuck: Stuck) -> None:
    running.session.add(
        Incident(
            id=uuid4().hex,
            case_id=running.case.id,
            run=running.case.run,
            kind="stuck",
            place=stuck.id,
            process_id=stuck.process,
            element=stuck.element,
            code=stuck.code,
            reason=stuck.reason,
            opened_at=running.step.now,
        )
    )
    running.happened("incident opened", stuck.element, code=stuck.code, reason=stuck.reason)


def _follow(running: Running, task: Task, sort_at: datetime) -> None:
    running.session.execute(
        update(TaskCandidate)
        .where(TaskCandidate.task_id == task.id)
        .values(sort_at=sort_at)
        .execution_options(synchronize_session=False)
    )
