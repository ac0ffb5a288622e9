"""Organisation profiles fold groups into seats; every seat has a person of its own."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from engine.errors import InvalidSubmission, PackageError
from engine.library.package import Package
from engine.library.source import process_keys, shipped_root
from engine.people.accounts import actor_of, create_person, deactivate, person_by_login, roles_of
from engine.people.errors import OrganisationNotFound, PersonNotFound
from engine.people.groups import add_groups, groups_of
from engine.people.organisation import (
    OUTSIDE,
    PATH,
    OrganisationProfile,
    fold,
    organisation_named,
    outside_people,
    read_organisations,
)

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SMALL = organisation_named(shipped_root(), "small")
SEATED = {"desk": "ana", "expert": "ben", "head": "cleo"}


@pytest.fixture
def staffed(session: Session) -> Session:
    add_groups(session, None, {"front_line": "Front line", "executive": "Executive", "new_one": "New one"})
    for login in ("ana", "ben", "cleo", "olga"):
        create_person(session, login=login, name=login.title(), now=NOW, groups=["new_one"])
    return session


def groups(session: Session, login: str) -> set[str]:
    return set(groups_of(session, person_by_login(session, login).id))


def test_each_works_in_the_groups_of_the_seat_and_in_those_that_are_not_listed(staffed: Session) -> None:
    folded = fold(staffed, SMALL, SEATED, ["olga"])

    assert folded == 3
    assert groups(staffed, "ana") == {"front_line", "new_one"}
    assert groups(staffed, "ben") == {"front_line", "new_one"}
    assert groups(staffed, "cleo") == {"executive", "new_one"}
    assert groups(staffed, "olga") == {OUTSIDE}
    assert [actor_of(staffed, one).name for one in outside_people(staffed)] == ["Olga"]


def test_the_head_supervises_and_keeps_the_roles_there_were(staffed: Session) -> None:
    fold(staffed, SMALL, SEATED)

    assert roles_of(staffed, person_by_login(staffed, "cleo").id) == {"staff", "supervisor", "process_owner"}
    assert roles_of(staffed, person_by_login(staffed, "ana").id) == {"staff"}


@pytest.mark.parametrize(
    ("people", "outside", "field", "message"),
    [
        ({"desk": "ana", "expert": "ben"}, [], "head", "Say who is the head of service."),
        ({**SEATED, "head": "ana"}, [], "head", "Ana is the service desk already."),
        ({**SEATED, "chair": "olga"}, [], "chair", "There is no such seat; seats are desk, expert, head."),
        (SEATED, ["ben"], "outside", "Ben works inside, so cannot be asked as somebody outside."),
    ],
)
def test_what_cannot_be_folded_is_said_and_nobody_is_moved(
    staffed: Session, people: dict[str, str], outside: list[str], field: str, message: str
) -> None:
    with pytest.raises(InvalidSubmission) as refused:
        fold(staffed, SMALL, people, outside)

    assert refused.value.errors[field] == [message]
    assert groups(staffed, "ana") == {"new_one"}


def test_nobody_who_left_gets_a_seat(staffed: Session) -> None:
    deactivate(staffed, person_by_login(staffed, "ben").id, NOW)

    with pytest.raises(PersonNotFound):
        fold(staffed, SMALL, SEATED)


@pytest.mark.parametrize("profile", read_organisations(shipped_root()).values(), ids=lambda one: one.key)
@pytest.mark.parametrize("process", process_keys(shipped_root()))
def test_every_profile_says_of_every_group_who_works_in_it(
    profile: OrganisationProfile, process: str
) -> None:
    package = Package.read(shipped_root(), process)

    assert package.settings.groups.keys() - profile.groups.keys() == set()


@pytest.mark.parametrize("profile", read_organisations(shipped_root()).values(), ids=lambda one: one.key)
def test_every_group_has_two_seats_or_is_the_one_that_decides(profile: OrganisationProfile) -> None:
    assert [group for group, seats in profile.groups.items() if len(seats) < 2] == ["executive"]
    known = {
        group
        for key in process_keys(shipped_root())
        for group in Package.read(shipped_root(), key).settings.groups
    }
    assert profile.groups.keys() - known == set()


def test_an_unknown_profile_is_refused_with_those_there_are() -> None:
    with pytest.raises(OrganisationNotFound, match="known are small"):
        organisation_named(shipped_root(), "huge")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("people: []", "The file needs `profiles`."),
        ("profiles: {a: {title: A}}", "A profile says"),
        ("profiles: {a: {title: A, seats: {x: {title: X}}, others: [x]}}", "Four eyes need two seats"),
        ("profiles: {a: {title: A, seats: {x: {title: X}, y: {}}, others: [x]}}", "A seat has a title"),
        (
            "profiles: {a: {title: A, seats: {x: {title: X}, y: {title: Y}}, others: [z]}}",
            "Name some of the seats x, y.",
        ),
    ],
)
def test_a_file_of_another_form_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / PATH).parent.mkdir(parents=True)
    (tmp_path / PATH).write_text(text, encoding="utf-8")

    with pytest.raises(PackageError, match=message):
        read_organisations(tmp_path)
