"""Organisation profiles: the groups of the processes folded into few people, and somebody outside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.errors import Finding, InvalidSubmission, PackageError
from engine.library.yaml_reading import read_mapping
from engine.people.accounts import person_by_login, roles_of, set_roles
from engine.people.errors import OrganisationNotFound, PersonNotFound
from engine.people.groups import add_groups, set_groups
from engine.people.models import ROLES, Membership, PeopleGroup, Person

PATH = "processes/shared/organisation_profiles.yaml"
OUTSIDE = "outside"  # the group of those who are asked when nobody inside may do a task
OUTSIDE_TITLE = "Outside reviewers"
KEYS = frozenset({"title", "purpose", "seats", "groups", "others"})


@dataclass(frozen=True, kw_only=True)
class Seat:
    """One of the people there are, before it is said who that is."""

    title: str
    roles: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class OrganisationProfile:
    """Which seats work in which group; `others` in every group that is not listed."""

    key: str
    title: str
    purpose: str
    seats: Mapping[str, Seat]
    groups: Mapping[str, tuple[str, ...]]
    others: tuple[str, ...]

    def groups_of(self, seat: str, groups: Iterable[str]) -> frozenset[str]:
        """Those of the groups in which this seat works."""
        return frozenset(group for group in groups if seat in self.groups.get(group, self.others))


def read_organisations(root: Path) -> Mapping[str, OrganisationProfile]:
    """The profiles of the file by key; PackageError with what is wrong in it."""
    file = root / PATH
    if not file.is_file():
        return {}
    declared = read_mapping(file.read_bytes(), PATH).get("profiles")
    if not isinstance(declared, Mapping):
        raise PackageError([_finding("", "The file needs `profiles`.")])
    findings = [one for key, entry in declared.items() for one in _problems(str(key), entry)]
    if findings:
        raise PackageError(findings)
    return {str(key): _profile(str(key), entry) for key, entry in declared.items()}


def organisation_named(root: Path, key: str) -> OrganisationProfile:
    """One profile; OrganisationNotFound with those there are."""
    known = read_organisations(root)
    if key not in known:
        raise OrganisationNotFound(key, f"known are {', '.join(known) or 'none'}")
    return known[key]


def fold(
    session: Session, profile: OrganisationProfile, people: Mapping[str, str], outside: Iterable[str] = ()
) -> int:
    """Let these people (seat -> login) work in the groups of their seats; nobody else is moved.

    `outside` are logins of people who are asked when four eyes leave nobody inside; they work in no other
    group. Says how many groups were folded. Raises InvalidSubmission, PersonNotFound.
    """
    seated, aside = _seated(session, profile, people), _found(session, outside)
    errors = {**_unfilled(profile, seated), **_both(seated, aside)}
    if errors:
        raise InvalidSubmission(errors)
    add_groups(session, None, {OUTSIDE: OUTSIDE_TITLE})
    groups = [key for key in session.scalars(select(PeopleGroup.key)) if key != OUTSIDE]
    for seat, person in seated.items():
        set_groups(session, person.id, profile.groups_of(seat, groups))
        set_roles(session, person.id, roles_of(session, person.id) | set(profile.seats[seat].roles))
    for person in aside.values():
        set_groups(session, person.id, (OUTSIDE,))
    return len(groups)


def outside_people(session: Session) -> list[str]:
    """The ids of the active people outside, by name."""
    members = select(Membership.person).where(Membership.group == OUTSIDE)
    query = select(Person.id).where(Person.active, Person.id.in_(members))
    return list(session.scalars(query.order_by(Person.name, Person.id)))


def _seated(session: Session, profile: OrganisationProfile, people: Mapping[str, str]) -> dict[str, Person]:
    unknown = sorted(people.keys() - profile.seats.keys())
    if unknown:
        raise InvalidSubmission(
            {unknown[0]: [f"There is no such seat; seats are {', '.join(profile.seats)}."]}
        )
    return {seat: _active(session, login) for seat, login in people.items() if login}


def _found(session: Session, logins: Iterable[str]) -> dict[str, Person]:
    return {login: _active(session, login) for login in logins}


def _active(session: Session, login: str) -> Person:
    person = person_by_login(session, login)
    if not person.active:
        raise PersonNotFound(login)
    return person


def _unfilled(profile: OrganisationProfile, seated: Mapping[str, Person]) -> dict[str, list[str]]:
    """Every seat needs a person of its own: one person on two seats would be one pair of eyes, not two."""
    errors = {
        seat: [f"Say who is the {profile.seats[seat].title.lower()}."]
        for seat in profile.seats
        if seat not in seated
    }
    taken: dict[str, str] = {}
    for seat, person in seated.items():
        other = taken.setdefault(person.id, seat)
        if other != seat:
            errors[seat] = [f"{person.name} is the {profile.seats[other].title.lower()} already."]
    return errors


def _both(seated: Mapping[str, Person], aside: Mapping[str, Person]) -> dict[str, list[str]]:
    inside = {person.id for person in seated.values()}
    names = [person.name for person in aside.values() if person.id in inside]
    return (
        {"outside": [f"{name} works inside, so cannot be asked as somebody outside." for name in names]}
        if names
        else {}
    )


def _problems(key: str, entry: Any) -> Iterable[Finding]:
    if not isinstance(entry, Mapping) or not {"title", "seats", "others"} <= entry.keys() <= KEYS:
        yield _finding(key, f"A profile says {', '.join(sorted(KEYS))}, no more.")
        return
    seats = entry["seats"]
    if not isinstance(seats, Mapping) or len(seats) < 2:
        yield _finding(key, "Four eyes need two seats at least.")
        return
    for seat, about in seats.items():
        if (
            not isinstance(about, Mapping)
            or not about.get("title")
            or set(about.get("roles", ())) - set(ROLES)
        ):
            yield _finding(f"{key}.{seat}", f"A seat has a title, and roles of {', '.join(ROLES)}.")
    for group, named in {**(entry.get("groups") or {}), "others": entry["others"]}.items():
        if not isinstance(named, list) or not named or set(named) - seats.keys():
            yield _finding(f"{key}.{group}", f"Name some of the seats {', '.join(seats)}.")


def _profile(key: str, entry: Mapping[str, Any]) -> OrganisationProfile:
    return OrganisationProfile(
        key=key,
        title=entry["title"],
        purpose=entry.get("purpose", ""),
        seats={
            seat: Seat(title=about["title"], roles=tuple(about.get("roles", ("staff",))))
            for seat, about in entry["seats"].items()
        },
        groups={group: tuple(named) for group, named in (entry.get("groups") or {}).items()},
        others=tuple(entry["others"]),
    )


def _finding(element: str, message: str) -> Finding:
    return Finding(file=PATH, element=element, code="organisation-profile", message=message)
