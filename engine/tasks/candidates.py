"""Who may take a task: the groups and people a diagram names, as keys and ids."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from engine.bpmn.position import OpenTask
from engine.library.process_settings import ProcessSettings
from engine.people.models import Person


def groups_for(task: OpenTask, settings: ProcessSettings) -> tuple[str, ...]:
    """The candidate groups, else the lane's; with neither nor a person named, the process owner's group.

    So that no task is ever without somebody who sees it.
    """
    named = task.groups or ((task.lane,) if task.lane and not task.users else ())
    found = [settings.group_named(name) for name in named]
    keys = tuple(
        dict.fromkeys(group.key if group else name for group, name in zip(found, named, strict=True))
    )
    return keys or (() if task.users or task.assignee else (settings.owner,))


def _key(name: str, settings: ProcessSettings) -> str:
    group = settings.group_named(name)
    return group.key if group else name


def people_named(session: Session, names: Iterable[str]) -> list[str]:
    """The ids of active people named by id or login; names nobody has are left out."""
    wanted = sorted(set(names))
    if not wanted:
        return []
    lowered = [name.lower() for name in wanted]
    found = select(Person.id).where(
        Person.active.is_(True), or_(Person.id.in_(wanted), func.lower(Person.login).in_(lowered))
    )
    return list(session.scalars(found.order_by(Person.id)))
