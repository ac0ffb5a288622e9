"""Reading people: lists for pages and the command line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from engine.people.models import Membership, PeopleGroup, Person, PersonRole


@dataclass(frozen=True, kw_only=True)
class PersonRow:
    """A person with groups and roles, for a list."""

    id: str
    login: str
    name: str
    email: str | None
    active: bool
    roles: tuple[str, ...]
    groups: tuple[str, ...]


def people(
    session: Session, *, group: str | None = None, role: str | None = None, active_only: bool = False
) -> list[PersonRow]:
    """Everybody, or those who work in one group or have one role, by name."""
    found = select(Person).order_by(Person.name, Person.id)
    if group is not None:
        found = found.where(Person.id.in_(select(Membership.person).where(Membership.group == group)))
    if role is not None:
        found = found.where(Person.id.in_(select(PersonRole.person).where(PersonRole.role == role)))
    if active_only:
        found = found.where(Person.active)
    roles = _gathered(session, PersonRole.person, PersonRole.role)
    groups = _gathered(session, Membership.person, Membership.group)
    return [
        PersonRow(
            id=person.id,
            login=person.login,
            name=person.name,
            email=person.email,
            active=person.active,
            roles=roles.get(person.id, ()),
            groups=groups.get(person.id, ()),
        )
        for person in session.scalars(found)
    ]


def groups(session: Session) -> list[PeopleGroup]:
    """Every group, by title."""
    return list(session.scalars(select(PeopleGroup).order_by(PeopleGroup.title, PeopleGroup.key)))


def names_of(session: Session, person_ids: set[str]) -> dict[str, str]:
    """The names of these people by id; unknown ids are left out."""
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(person_ids)))
    return dict(rows.all())


def known_as(session: Session, names: Iterable[str]) -> frozenset[str]:
    """The ids of everybody meant by these ids, logins or names, capitals aside; unknown ones are left out."""
    wanted = {" ".join(name.split()).casefold() for name in names}
    if not wanted:
        return frozenset()
    # Names in full are compared here: databases fold only the letters of English.
    rows = session.execute(select(Person.id, Person.login, Person.name))
    return frozenset(
        row.id
        for row in rows
        if wanted & {row.id, row.login.casefold(), " ".join(row.name.split()).casefold()}
    )


def with_managers(session: Session, person_ids: Iterable[str]) -> frozenset[str]:
    """These people and whoever manages them."""
    ids = frozenset(person_ids)
    if not ids:
        return ids
    managers = select(Person.manager_id).where(Person.id.in_(sorted(ids)), Person.manager_id.is_not(None))
    return ids | {manager for manager in session.scalars(managers) if manager is not None}


def anybody(session: Session) -> bool:
    """Whether there is any account at all."""
    return session.scalar(select(Person.id).limit(1)) is not None


def _gathered(
    session: Session, person: InstrumentedAttribute[str], value: InstrumentedAttribute[str]
) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for key, one in session.execute(select(person, value).order_by(value)):
        found[key] = (*found.get(key, ()), one)
    return found
