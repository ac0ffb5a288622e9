"""Who has how much to do: open tasks per person, and per group what nobody has claimed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from engine.people.models import PeopleGroup, Person
from engine.tasks.models import OPEN, Task


@dataclass(frozen=True, kw_only=True)
class Load:
    """Open tasks in a person's hands, or in a group's tray. `key` is the person's id or the group's key."""

    key: str
    name: str
    is_here: bool  # no for a closed account, and for a group nobody has made
    open: int
    overdue: int
    next_due_at: datetime | None
    oldest_at: datetime


def loads_of_people(session: Session, now: datetime) -> tuple[Load, ...]:
    """Everybody who has open tasks, those with most overdue first."""
    query = (
        select(Task.assignee_id, Person.name, Person.active, *_counts(now))
        .outerjoin(Person, Person.id == Task.assignee_id)
        .where(Task.state == OPEN, Task.assignee_id.is_not(None))
        .group_by(Task.assignee_id, Person.name, Person.active)
    )
    return _loads(session.execute(query))


def loads_of_groups(session: Session, now: datetime) -> tuple[Load, ...]:
    """Every group with tasks nobody has claimed, those with most overdue first."""
    query = (
        select(Task.grp, PeopleGroup.title, PeopleGroup.key.is_not(None), *_counts(now))
        .outerjoin(PeopleGroup, PeopleGroup.key == Task.grp)
        .where(Task.state == OPEN, Task.assignee_id.is_(None), Task.grp.is_not(None))
        .group_by(Task.grp, PeopleGroup.title, PeopleGroup.key)
    )
    return _loads(session.execute(query))


def _counts(now: datetime) -> tuple[Any, ...]:
    overdue = func.sum(case((Task.due_at < now, 1), else_=0))
    return func.count(), overdue, func.min(Task.due_at), func.min(Task.opened_at)


def _loads(rows: Iterable[Any]) -> tuple[Load, ...]:
    loads = [
        Load(
            key=key,
            name=name or key,
            is_here=bool(is_here),
            open=count,
            overdue=int(overdue),
            next_due_at=next_due_at,
            oldest_at=oldest_at,
        )
        for key, name, is_here, count, overdue, next_due_at, oldest_at in rows
    ]
    return tuple(sorted(loads, key=lambda load: (-load.overdue, -load.open, load.name)))
