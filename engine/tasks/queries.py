"""Reading tasks: the inbox, one task, who could do it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select, tuple_, union_all
from sqlalchemy.orm import Session

from engine.cases.models import Case
from engine.people.models import Membership, Person
from engine.people.organisation import OUTSIDE
from engine.tasks.errors import TaskNotFound
from engine.tasks.models import OPEN, Task, TaskCandidate

PAGE = 50
MOST_COUNTED = 1_000  # a badge says "1000+" beyond
NEXT = "\x1e"  # between two groups: none has it in its key
MINE, UNCLAIMED = "mine", "unclaimed"

Cursor = tuple[datetime, str]


@dataclass(frozen=True, kw_only=True)
class InboxFilter:
    """Whose inbox, and what of it. `view` is "" for everything, "mine" or "unclaimed"."""

    person_id: str
    groups: frozenset[str]
    stands_in_for: frozenset[str] = frozenset()  # people whose tasks are this one's too
    view: str = ""
    process: str | None = None
    element: str | None = None
    due_before: datetime | None = None
    after: Cursor | None = None
    limit: int = PAGE


@dataclass(frozen=True, kw_only=True)
class TaskLine:
    """One task as a list shows it."""

    id: str
    case_id: int
    reference: str
    process: str
    summary: str
    status: str
    name: str
    element: str
    instance: int | None
    lane: str | None
    group: str | None
    assignee_id: str | None
    assignee: str | None
    priority: int
    opened_at: datetime
    due_at: datetime | None
    case_due_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class TaskPage:
    """Some lines of a list, and where the next ones begin."""

    lines: tuple[TaskLine, ...]
    next: Cursor | None


@dataclass(frozen=True, kw_only=True)
class TaskView(TaskLine):
    """One task with what its form needs."""

    state: str
    run: int
    version: int
    case_version: str
    process_id: str
    form: str | None
    not_by: tuple[str, ...]
    groups: tuple[str, ...]
    follow_up_at: datetime | None
    ended_at: datetime | None
    ended_by: str | None
    payload_id: str | None
    local: Mapping[str, Any] = field(default_factory=dict)


def inbox(session: Session, wanted: InboxFilter) -> TaskPage:
    """One page of what this person may do, the most urgent first.

    A union of limited branches, one per group and hand: each is a short walk along one partial index, so a
    page costs the same at ten thousand cases and at a million.
    """
    branches = []
    if wanted.view != UNCLAIMED:
        branches.append(_limited(_assigned(wanted), wanted, Task.sort_at, Task.id))
    if wanted.view != MINE:
        for kind, ref in _refs(wanted):
            branch = _offered(kind, ref, wanted)
            branches.append(_limited(branch, wanted, TaskCandidate.sort_at, TaskCandidate.task_id))
    found = union_all(*(select(branch.subquery()) for branch in branches)).subquery()
    ids = select(found.c.sort_at, found.c.id).distinct().order_by(found.c.sort_at, found.c.id)
    keys = session.execute(ids.limit(wanted.limit + 1)).all()
    lines = _lines(session, [key.id for key in keys[: wanted.limit]])
    last = keys[wanted.limit - 1] if len(keys) > wanted.limit else None
    return TaskPage(lines=lines, next=(last.sort_at, last.id) if last else None)


def inbox_count(session: Session, wanted: InboxFilter) -> int:
    """How many tasks that inbox holds, counted up to a thousand."""
    mine = _assigned(wanted)
    offered = [_offered(kind, ref, wanted) for kind, ref in _refs(wanted)]
    branches = [mine] if wanted.view == MINE else offered if wanted.view == UNCLAIMED else [mine, *offered]
    # Each counted up to there only: else a group with a hundred thousand tasks is read to its end.
    found = union_all(*(select(one.limit(MOST_COUNTED).subquery()) for one in branches)).subquery()
    counted = select(found.c.id).distinct().limit(MOST_COUNTED).subquery()
    return session.scalar(select(func.count()).select_from(counted)) or 0


def open_tasks_of(session: Session, case_id: int) -> tuple[TaskLine, ...]:
    """The open tasks of a case, the most urgent first."""
    rows = _joined().where(Task.case_id == case_id, Task.state == OPEN).order_by(Task.sort_at, Task.id)
    return tuple(_line(*row) for row in session.execute(rows))


def task_view(session: Session, task_id: str) -> TaskView:
    """One task, open or over; raises TaskNotFound."""
    row = session.execute(_ONE, {"task": task_id}).one_or_none()
    if row is None:
        raise TaskNotFound(task_id)
    task, case, assignee, groups = row
    return TaskView(
        **_line(task, case, assignee).__dict__,
        state=task.state,
        run=task.run,
        version=task.version,
        case_version=case.version,
        process_id=task.process_id,
        form=task.form,
        not_by=tuple(task.not_by),
        groups=tuple(sorted(groups.split(NEXT))) if groups else (),
        follow_up_at=task.follow_up_at,
        ended_at=task.ended_at,
        ended_by=task.ended_by_name,
        payload_id=task.payload_id,
        local=task.local,
    )


def people_for(session: Session, task_id: str) -> tuple[tuple[str, str], ...]:
    """Id and name of the active people whose groups may do this task: whoever has least in hand first."""
    load = (
        select(func.count())
        .where(Task.assignee_id == Person.id, Task.state == OPEN)
        .correlate(Person)
        .scalar_subquery()
    )
    people = (
        select(Person.id, Person.name).where(candidates_of(task_id)).order_by(load, Person.name, Person.id)
    )
    return tuple((row.id, row.name) for row in session.execute(people))


def candidates_of(task_id: str) -> ColumnElement[bool]:
    """The condition on people that they work here and are named for this task, by group or in person."""
    groups = select(TaskCandidate.ref).where(TaskCandidate.task_id == task_id, TaskCandidate.kind == "group")
    named = select(TaskCandidate.ref).where(TaskCandidate.task_id == task_id, TaskCandidate.kind == "person")
    members = select(Membership.person).where(Membership.group.in_(groups))
    return Person.active.is_(True) & or_(Person.id.in_(members), Person.id.in_(named))


def _assigned(wanted: InboxFilter) -> Select[datetime, str]:
    people = [wanted.person_id, *sorted(wanted.stands_in_for)]
    mine = Task.assignee_id.in_(people) if wanted.stands_in_for else Task.assignee_id == wanted.person_id
    query = select(Task.sort_at, Task.id).where(mine, Task.state == OPEN)
    return _filtered(query, wanted, joined=True)


def _refs(wanted: InboxFilter) -> list[tuple[str, str]]:
    """As whom tasks are offered to this person."""
    people = [wanted.person_id, *sorted(wanted.stands_in_for)]
    groups = [("group", group) for group in sorted(wanted.groups)]
    return [*(("person", person) for person in people), *groups]


def _offered(kind: str, ref: str, wanted: InboxFilter) -> Select[datetime, str]:
    query = select(TaskCandidate.sort_at, TaskCandidate.task_id.label("id")).where(
        TaskCandidate.kind == kind, TaskCandidate.ref == ref, TaskCandidate.state == OPEN
    )
    return _filtered(query, wanted, joined=False)


def _filtered(query: Select[datetime, str], wanted: InboxFilter, *, joined: bool) -> Select[datetime, str]:
    """Narrow a branch; tables are joined only where a filter asks for them."""
    if (wanted.process or wanted.element) and not joined:
        query = query.join(Task, Task.id == TaskCandidate.task_id)
    if wanted.process:
        query = query.join(Case, Case.id == Task.case_id).where(Case.process == wanted.process)
    if wanted.element:
        query = query.where(Task.element == wanted.element)
    if wanted.due_before is not None:
        query = query.where((Task if joined else TaskCandidate).sort_at < wanted.due_before)
    return query


def _limited(
    query: Select[datetime, str], wanted: InboxFilter, sort_at: Any, row_id: Any
) -> Select[datetime, str]:
    if wanted.after is not None:
        query = query.where(tuple_(sort_at, row_id) > tuple_(*wanted.after))
    return query.order_by(sort_at, row_id).limit(wanted.limit + 1)


def _joined() -> Select[Task, Case, str]:
    return (
        select(Task, Case, Person.name)
        .join(Case, Case.id == Task.case_id)
        .outerjoin(Person, Person.id == Task.assignee_id)
    )


_OF_GROUPS = (
    select(func.aggregate_strings(TaskCandidate.ref, NEXT))
    .where(TaskCandidate.task_id == Task.id, TaskCandidate.kind == "group")
    .correlate(Task)
    .scalar_subquery()
)
_ONE = _joined().add_columns(_OF_GROUPS).where(Task.id == bindparam("task"))


def _lines(session: Session, ids: list[str]) -> tuple[TaskLine, ...]:
    """The lines of these tasks, in this order."""
    if not ids:
        return ()
    rows = {row[0].id: _line(*row) for row in session.execute(_joined().where(Task.id.in_(ids)))}
    return tuple(rows[task_id] for task_id in ids if task_id in rows)


def _line(task: Task, case: Case, assignee: str | None) -> TaskLine:
    return TaskLine(
        id=task.id,
        case_id=case.id,
        reference=case.reference,
        process=case.process,
        summary=case.summary,
        status=case.status,
        name=task.name,
        element=task.element,
        instance=task.instance,
        lane=task.lane,
        group=task.grp,
        assignee_id=task.assignee_id,
        assignee=assignee,
        priority=task.priority,
        opened_at=task.opened_at,
        due_at=task.due_at,
        case_due_at=case.due_at,
    )


def offered_outside(session: Session, case_id: int) -> dict[str, tuple[str, ...]]:
    """The open tasks of a case that nobody of their groups may do, with the names of those outside."""
    offered = (
        select(TaskCandidate.task_id)
        .join(Task, Task.id == TaskCandidate.task_id)
        .where(Task.case_id == case_id, Task.state == OPEN)
        .where(TaskCandidate.kind == "group", TaskCandidate.ref == OUTSIDE)
    )
    tasks = list(session.scalars(offered))
    if not tasks:
        return {}
    people = select(Person.name).where(
        Person.active, Person.id.in_(select(Membership.person).where(Membership.group == OUTSIDE))
    )
    names = tuple(session.scalars(people.order_by(Person.name)))
    return dict.fromkeys(tasks, names)
