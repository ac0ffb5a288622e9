"""What people can do and which languages they speak."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine.errors import InvalidSubmission
from engine.people.errors import PersonNotFound
from engine.people.models import Membership, Person, PersonSkill

SKILL, LANGUAGE = "skill", "language"
LONGEST = 80  # characters


def set_skills(session: Session, person_id: str, skills: Iterable[str], languages: Iterable[str]) -> None:
    """Say what a person can do and speaks, and nothing else; words count without capitals. PersonNotFound."""
    if session.get(Person, person_id) is None:
        raise PersonNotFound(person_id)
    wanted = {(SKILL, _word(word, SKILL)) for word in skills}
    wanted |= {(LANGUAGE, _word(word, LANGUAGE)) for word in languages}
    session.execute(delete(PersonSkill).where(PersonSkill.person == person_id))
    session.add_all(PersonSkill(person=person_id, kind=kind, value=value) for kind, value in sorted(wanted))
    session.flush()


def skills_of(session: Session, person_id: str, kind: str = SKILL) -> tuple[str, ...]:
    """A person's skills, or languages, in order."""
    query = select(PersonSkill.value).where(PersonSkill.person == person_id, PersonSkill.kind == kind)
    return tuple(session.scalars(query.order_by(PersonSkill.value)))


def who_has(session: Session, kind: str, value: str) -> frozenset[str]:
    """The ids of the active people with this skill or language."""
    query = (
        select(PersonSkill.person)
        .join(Person, Person.id == PersonSkill.person)
        .where(PersonSkill.kind == kind, PersonSkill.value == value, Person.active.is_(True))
    )
    return frozenset(session.scalars(query))


def people_by_skill(
    session: Session, kind: str = SKILL, groups: Collection[str] = ()
) -> dict[str, tuple[str, ...]]:
    """The names of the active people with each skill, or language, that is kept; of these groups, if any."""
    query = (
        select(PersonSkill.value, Person.name)
        .join(Person, Person.id == PersonSkill.person)
        .where(PersonSkill.kind == kind, Person.active.is_(True))
        .order_by(PersonSkill.value, Person.name, Person.id)
    )
    if groups:
        members = select(Membership.person).where(Membership.group.in_(groups))
        query = query.where(PersonSkill.person.in_(members))
    found: dict[str, list[str]] = {}
    for value, name in session.execute(query):
        found.setdefault(value, []).append(name)
    return {value: tuple(names) for value, names in found.items()}


def plain_word(text: str) -> str:
    """A skill as it is kept and compared: without capitals, with single spaces."""
    return " ".join(text.casefold().split())


def _word(text: str, kind: str) -> str:
    word = plain_word(text)
    if not word or len(word) > LONGEST or "," in word:
        said = f"A {kind} is a word of at most {LONGEST} characters, no comma."
        raise InvalidSubmission({f"{kind}s": [said]})
    return word
