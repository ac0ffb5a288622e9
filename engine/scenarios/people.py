"""The people of a scenario's world: two in every group and those it names, or an organisation profile's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from engine.library.package import Package
from engine.library.process_settings import Group
from engine.library.source import shipped_root
from engine.people.accounts import create_person, person_by_login, set_manager
from engine.people.organisation import OUTSIDE, OUTSIDE_TITLE, fold, organisation_named
from engine.people.skills import set_skills
from engine.scenarios.errors import ScenarioError

PEOPLE_PER_GROUP = 2
KEYS = frozenset({"groups", "skills", "languages", "manager"})


@dataclass(frozen=True, kw_only=True)
class Named:
    """Somebody the story speaks of by name, who may work in several groups."""

    login: str
    groups: tuple[str, ...]
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    manager: str | None = None


def read_named(people: Any, name: str) -> tuple[Named, ...]:
    """The `people` of a scenario; raises ScenarioError with what is wrong."""
    if not isinstance(people, Mapping):
        raise ScenarioError(f"{name}: people: needs `login: {{groups: [...]}}` lines")
    found = []
    for login, about in people.items():
        if not isinstance(about, Mapping) or not about.keys() <= KEYS or not about.get("groups"):
            raise ScenarioError(
                f"{name}: people, {login}: say groups, and if need be skills, languages, manager"
            )
        found.append(
            Named(
                login=str(login),
                groups=tuple(about["groups"]),
                skills=tuple(about.get("skills") or ()),
                languages=tuple(about.get("languages") or ()),
                manager=about.get("manager"),
            )
        )
    return tuple(found)


def numbers() -> range:
    """Which people a group has besides those named: "front_line.1" and "front_line.2"."""
    return range(1, PEOPLE_PER_GROUP + 1)


def leading_groups(packages: Iterable[Package]) -> frozenset[str]:
    """The groups that escalations ask and that own processes: their people are supervisors."""
    settings = [package.settings for package in packages]
    return frozenset(group for one in settings for group in (*one.levels.values(), one.owner))


def all_groups(packages: Iterable[Package]) -> Mapping[str, Group]:
    """Every group the packages speak of, by key; the first that names one titles it."""
    found: dict[str, Group] = {}
    for package in packages:
        found = {**package.settings.groups, **found}
    return found


def hire_groups(session: Session, packages: list[Package], now: datetime) -> None:
    """Two people in every group of the packages."""
    leading = leading_groups(packages)
    for group in all_groups(packages).values():
        for number in numbers():
            create_person(
                session,
                login=f"{group.key}.{number}",
                name=f"{group.title} {number}",
                email=f"{group.key}.{number}@staff.example",
                now=now,
                roles=_roles(leading, (group.key,)),
                groups=(group.key,),
            )


def hire_named(session: Session, packages: list[Package], people: tuple[Named, ...], now: datetime) -> None:
    """Those the story names. Raises GroupNotFound, PersonNotFound for a manager it does not name."""
    leading = leading_groups(packages)
    for one in people:
        person = create_person(
            session,
            login=one.login,
            name=one.login.replace("_", " ").title(),
            email=f"{one.login}@staff.example",
            now=now,
            roles=_roles(leading, one.groups),
            groups=one.groups,
        )
        set_skills(session, person.id, one.skills, one.languages)
    for one in people:
        if one.manager is not None:
            manager = person_by_login(session, one.manager)
            set_manager(session, person_by_login(session, one.login).id, manager.id)


def hire_organisation(session: Session, key: str, now: datetime) -> None:
    """One person for each seat of an organisation profile, called by it, and one outside.

    Raises OrganisationNotFound.
    """
    profile = organisation_named(shipped_root(), key)
    for login in (*profile.seats, OUTSIDE):
        title = profile.seats[login].title if login in profile.seats else OUTSIDE_TITLE
        create_person(session, login=login, name=title, email=f"{login}@staff.example", now=now)
    fold(session, profile, {seat: seat for seat in profile.seats}, [OUTSIDE])


def _roles(leading: frozenset[str], groups: tuple[str, ...]) -> tuple[str, ...]:
    return ("staff", "supervisor") if leading & set(groups) else ("staff",)
