"""Groups: made by the packages that name them, filled by administrators."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine.errors import InvalidSubmission
from engine.people.errors import GroupNotFound, GroupTaken, PersonNotFound
from engine.people.models import Membership, PeopleGroup, Person

KEY = re.compile(r"[a-z][a-z0-9_]{0,79}")


def add_groups(session: Session, process: str | None, titles: Mapping[str, str]) -> None:
    """Make the groups there are not yet; several processes may speak of the same one."""
    there = set(session.scalars(select(PeopleGroup.key).where(PeopleGroup.key.in_(titles))))
    session.add_all(
        PeopleGroup(key=key, title=title, process=process)
        for key, title in titles.items()
        if key not in there
    )
    session.flush()


def create_group(session: Session, key: str, title: str) -> None:
    """Make a group that no package names yet. Raises GroupTaken, InvalidSubmission."""
    if not KEY.fullmatch(key):
        raise InvalidSubmission({"key": ["A key is small letters, digits and underscores, a letter first."]})
    _require_title(title)
    if session.get(PeopleGroup, key) is not None:
        raise GroupTaken(key)
    session.add(PeopleGroup(key=key, title=title.strip(), process=None))
    session.flush()


def group_by_key(session: Session, key: str) -> PeopleGroup:
    """The row of a group; GroupNotFound."""
    group = session.get(PeopleGroup, key)
    if group is None:
        raise GroupNotFound(key)
    return group


def retitle_group(session: Session, key: str, title: str) -> None:
    """Call a group something else; diagrams go on naming it by its key."""
    _require_title(title)
    group_by_key(session, key).title = title.strip()
    session.flush()


def join_group(session: Session, person_id: str, key: str) -> None:
    """Let a person work in one more group; PersonNotFound, GroupNotFound."""
    if session.get(Person, person_id) is None:
        raise PersonNotFound(person_id)
    set_groups(session, person_id, groups_of(session, person_id) | {group_by_key(session, key).key})


def leave_group(session: Session, person_id: str, key: str) -> None:
    """Let a person no longer work in a group; tasks already in their hands stay there."""
    set_groups(session, person_id, groups_of(session, person_id) - {key})


def set_groups(session: Session, person_id: str, groups: Iterable[str]) -> None:
    """Let a person work in these groups and no others; GroupNotFound names the unknown ones."""
    wanted = set(groups)
    known = set(session.scalars(select(PeopleGroup.key).where(PeopleGroup.key.in_(wanted))))
    if wanted - known:
        raise GroupNotFound(*sorted(wanted - known))
    session.execute(delete(Membership).where(Membership.person == person_id))
    session.add_all(Membership(person=person_id, group=group) for group in sorted(wanted))
    session.flush()


def groups_of(session: Session, person_id: str) -> frozenset[str]:
    """The keys of the groups a person works in."""
    return frozenset(session.scalars(select(Membership.group).where(Membership.person == person_id)))


def _require_title(title: str) -> None:
    if not title.strip():
        raise InvalidSubmission({"title": ["Say what people call this group."]})
