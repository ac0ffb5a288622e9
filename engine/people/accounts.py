"""Accounts: who works here, how they prove it, and what they may do."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import ColumnElement, ScalarSelect, bindparam, delete, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from engine.errors import InvalidSubmission
from engine.people.errors import LastAdministrator, LoginTaken, PersonNotFound, WrongLogin
from engine.people.groups import set_groups
from engine.people.models import ROLES, Membership, Person, PersonRole
from engine.people.passwords import hashed, is_outdated, matches, require_good
from engine.step import Actor

ADMINISTRATOR = "administrator"
NEXT = "\x1e"  # between two keys of groups or roles: none has it in its name


def _all(column: InstrumentedAttribute[str], of: ColumnElement[bool]) -> ScalarSelect[str]:
    """These keys of one person as one text."""
    return select(func.aggregate_strings(column, NEXT)).where(of).correlate(Person).scalar_subquery()


# Built once: putting it together takes longer than asking it.
_ACCOUNT = select(
    Person.name,
    Person.session_stamp,
    Person.password_temporary,
    _all(Membership.group, Membership.person == Person.id).label("groups"),
    _all(PersonRole.role, PersonRole.person == Person.id).label("roles"),
).where(Person.id == bindparam("person"), Person.active.is_(True))


@dataclass(frozen=True, kw_only=True)
class Account:
    """Who acts, and what ends their sessions when it changes."""

    actor: Actor
    stamp: str
    password_temporary: bool


def create_person(
    session: Session,
    *,
    login: str,
    name: str,
    now: datetime,
    password: str | None = None,
    temporary: bool = False,
    email: str | None = None,
    roles: Iterable[str] = ("staff",),
    groups: Iterable[str] = (),
) -> Person:
    """Make an account; without a password nobody can sign in to it yet, a `temporary` one must be changed.

    Raises LoginTaken, GroupNotFound, InvalidSubmission for an unfit login, name, password or role.
    """
    login = login.strip().lower()
    if not login or len(login) > 100 or any(letter.isspace() for letter in login):
        raise InvalidSubmission({"login": ["A login is one word of at most 100 characters."]})
    if not name.strip():
        raise InvalidSubmission({"name": ["Say the person's name."]})
    if session.scalar(select(Person.id).where(Person.login == login)):
        raise LoginTaken(login)
    if password is not None:
        require_good(password, login)
    person = Person(
        id=uuid4().hex,
        login=login,
        name=name.strip(),
        email=(email or "").strip() or None,
        password_hash=None if password is None else hashed(password),
        password_temporary=temporary,
        session_stamp=secrets.token_hex(8),
        created_at=now,
    )
    session.add(person)
    session.flush()
    set_roles(session, person.id, roles)
    set_groups(session, person.id, groups)
    return person


def authenticate(session: Session, login: str, password: str) -> Person:
    """The person with this login and password; WrongLogin says no more than that."""
    person = session.scalar(select(Person).where(Person.login == login.strip().lower()))
    known = person.password_hash if person is not None and person.active else None
    if not matches(password, known) or person is None:
        raise WrongLogin
    if known is not None and is_outdated(known):
        person.password_hash = hashed(password)
    return person


def change_password(session: Session, person_id: str, old: str, new: str) -> None:
    """Replace a password by its owner, who proves the old one; ends every other session."""
    person = person_by_id(session, person_id)
    if not matches(old, person.password_hash):
        raise InvalidSubmission({"old_password": ["This is not your present password."]})
    require_good(new, person.login, "new_password")
    if person.password_temporary and matches(new, person.password_hash):
        raise InvalidSubmission({"new_password": ["Choose another one than you were given."]})
    _give_password(person, new, temporary=False)


def reset_password(session: Session, person_id: str, new: str, *, temporary: bool = True) -> None:
    """Give somebody a new password, as an administrator; a `temporary` one must be changed at once."""
    person = person_by_id(session, person_id)
    require_good(new, person.login)
    _give_password(person, new, temporary=temporary)


def change_details(session: Session, person_id: str, *, name: str, email: str | None) -> None:
    """Correct a person's name and e-mail address; what they did before keeps the name of its time."""
    person = person_by_id(session, person_id)
    if not name.strip():
        raise InvalidSubmission({"name": ["Say the person's name."]})
    person.name, person.email = name.strip(), (email or "").strip() or None
    session.flush()


def set_manager(session: Session, person_id: str, manager_id: str | None) -> None:
    """Say who manages a person; nobody manages themselves. Raises PersonNotFound, InvalidSubmission."""
    person = person_by_id(session, person_id)
    if manager_id is not None and person_by_id(session, manager_id).id == person.id:
        raise InvalidSubmission({"manager": ["Nobody is their own manager."]})
    person.manager_id = manager_id
    session.flush()


def end_sessions(session: Session, person_id: str) -> None:
    """Sign a person out everywhere; their password and tokens stay."""
    person_by_id(session, person_id).session_stamp = secrets.token_hex(8)
    session.flush()


def deactivate(session: Session, person_id: str, now: datetime) -> None:
    """Close an account: no sign-in, no token, no open session. What the person did stays."""
    person = person_by_id(session, person_id)
    _require_other_administrator(session, person_id)
    person.active, person.deactivated_at = False, now
    person.session_stamp = secrets.token_hex(8)
    session.flush()


def activate(session: Session, person_id: str) -> None:
    """Open a closed account again."""
    person = person_by_id(session, person_id)
    person.active, person.deactivated_at = True, None
    session.flush()


def set_roles(session: Session, person_id: str, roles: Iterable[str]) -> None:
    """Give a person these roles and no others."""
    wanted = set(roles)
    if wanted - set(ROLES):
        unknown = ", ".join(sorted(wanted - set(ROLES)))
        raise InvalidSubmission({"roles": [f"There is no role {unknown}; roles are {', '.join(ROLES)}."]})
    if ADMINISTRATOR not in wanted:
        _require_other_administrator(session, person_id)
    session.execute(delete(PersonRole).where(PersonRole.person == person_id))
    session.add_all(PersonRole(person=person_id, role=role) for role in sorted(wanted))
    session.flush()


def roles_of(session: Session, person_id: str) -> frozenset[str]:
    """The roles a person has."""
    return frozenset(session.scalars(select(PersonRole.role).where(PersonRole.person == person_id)))


def account_of(session: Session, person_id: str) -> Account:
    """A person's account, asked in one go: every request does. PersonNotFound also for a closed one."""
    row = session.connection().execute(_ACCOUNT, {"person": person_id}).one_or_none()
    if row is None:
        raise PersonNotFound(person_id)
    groups, roles = (frozenset(text.split(NEXT) if text else ()) for text in (row.groups, row.roles))
    return Account(
        actor=Actor(id=person_id, name=row.name, groups=groups, roles=roles),
        stamp=row.session_stamp,
        password_temporary=row.password_temporary,
    )


def actor_of(session: Session, person_id: str) -> Actor:
    """The person as who acts, with groups and roles; PersonNotFound also for a closed account."""
    session.flush()
    return account_of(session, person_id).actor


def person_by_id(session: Session, person_id: str) -> Person:
    """The row of a person; PersonNotFound."""
    person = session.get(Person, person_id)
    if person is None:
        raise PersonNotFound(person_id)
    return person


def person_by_login(session: Session, login: str) -> Person:
    """The row of the person who signs in with this login; PersonNotFound."""
    person = session.scalar(select(Person).where(Person.login == login.strip().lower()))
    if person is None:
        raise PersonNotFound(login)
    return person


def _give_password(person: Person, password: str, *, temporary: bool) -> None:
    person.password_hash, person.password_temporary = hashed(password), temporary
    person.session_stamp = secrets.token_hex(8)


def _require_other_administrator(session: Session, person_id: str) -> None:
    """Nobody may lock everybody out."""
    administrators = (
        select(PersonRole.person)
        .join(Person, Person.id == PersonRole.person)
        .where(PersonRole.role == ADMINISTRATOR, Person.active)
    )
    if person_id not in session.scalars(administrators).all():
        return
    others = select(func.count()).select_from(administrators.where(Person.id != person_id).subquery())
    if session.scalar(others) == 0:
        raise LastAdministrator
