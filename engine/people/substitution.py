"""Who stands in for whom, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.errors import InvalidSubmission
from engine.people.accounts import person_by_id
from engine.people.errors import SubstitutionNotFound
from engine.people.groups import groups_of
from engine.people.models import Person, Substitution


@dataclass(frozen=True, kw_only=True)
class Principal:
    """Somebody who is stood in for now, with the groups they work in."""

    id: str
    name: str
    groups: frozenset[str]


def appoint(
    session: Session,
    person_id: str,
    substitute_id: str,
    *,
    begins: datetime,
    ends: datetime | None,
    by: str,
    now: datetime,
) -> Substitution:
    """Let somebody stand in for a person from one instant to another, or until it is ended.

    Raises PersonNotFound, InvalidSubmission for oneself or an end before the beginning.
    """
    person_by_id(session, person_id)
    if not person_by_id(session, substitute_id).active or person_id == substitute_id:
        raise InvalidSubmission({"substitute": ["Choose somebody else who works here."]})
    if ends is not None and ends <= begins:
        raise InvalidSubmission({"ends": ["The end must lie after the beginning."]})
    row = Substitution(
        id=uuid4().hex,
        person=person_id,
        substitute=substitute_id,
        begins_at=begins,
        ends_at=ends,
        appointed_by=by,
        appointed_at=now,
    )
    session.add(row)
    session.flush()
    return row


def substitution_by_id(session: Session, substitution_id: str) -> Substitution:
    """The row of a substitution; SubstitutionNotFound."""
    row = session.get(Substitution, substitution_id)
    if row is None:
        raise SubstitutionNotFound(substitution_id)
    return row


def principals_of(session: Session, substitute_id: str, now: datetime) -> tuple[Principal, ...]:
    """Whom this person stands in for at this instant, by name; not whom those in turn stand in for."""
    query = (
        select(Person.id, Person.name)
        .join(Substitution, Substitution.person == Person.id)
        .where(Substitution.substitute == substitute_id, Substitution.begins_at <= now)
        .where(or_(Substitution.ends_at.is_(None), Substitution.ends_at > now))
        .distinct()
        .order_by(Person.name, Person.id)
    )
    return tuple(
        Principal(id=row.id, name=row.name, groups=groups_of(session, row.id))
        for row in session.execute(query)
    )


def substitutions(session: Session, person_id: str | None = None) -> list[Substitution]:
    """Every substitution, or those of one person on either side, the latest first."""
    query = select(Substitution).order_by(Substitution.begins_at.desc(), Substitution.id)
    if person_id is not None:
        query = query.where(or_(Substitution.person == person_id, Substitution.substitute == person_id))
    return list(session.scalars(query))
