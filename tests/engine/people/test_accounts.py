"""Accounts: who may sign in, and what they may do then."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from engine.errors import InvalidSubmission
from engine.people.accounts import (
    activate,
    actor_of,
    authenticate,
    change_details,
    change_password,
    create_person,
    deactivate,
    end_sessions,
    reset_password,
    set_roles,
)
from engine.people.errors import GroupNotFound, LastAdministrator, LoginTaken, PersonNotFound, WrongLogin
from engine.people.groups import add_groups, set_groups
from engine.people.models import Person
from engine.people.queries import groups, names_of, people

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PASSWORD = "correct horse battery"


def make(session: Session, login: str = "ana", **more: object) -> Person:
    given = {"name": login.capitalize(), "password": PASSWORD, "now": NOW} | more
    return create_person(session, login=login, **given)  # type: ignore[arg-type]


def test_a_person_signs_in_by_login_in_any_case_and_password(session: Session) -> None:
    person = make(session, "Ana")

    assert authenticate(session, " ANA ", PASSWORD).id == person.id
    assert person.password_hash is not None
    assert person.password_hash.startswith("$argon2id$")


@pytest.mark.parametrize(
    ("login", "password"), [("ana", "wrong"), ("nobody", PASSWORD), ("", ""), ("open", "")]
)
def test_a_wrong_login_says_no_more_than_that(session: Session, login: str, password: str) -> None:
    make(session)
    make(session, "open", password=None)

    with pytest.raises(WrongLogin, match=r"^Login or password is wrong, or the account is closed.$"):
        authenticate(session, login, password)


def test_groups_and_roles_make_the_actor(session: Session) -> None:
    add_groups(session, "complaint_handling", {"front_line": "Front line", "officers": "Officers"})
    person = make(session, roles=("staff", "supervisor"), groups=("front_line",))

    actor = actor_of(session, person.id)

    assert (actor.id, actor.name, actor.kind) == (person.id, "Ana", "person")
    assert actor.groups == {"front_line"}
    assert actor.roles == {"staff", "supervisor"}


def test_a_group_nobody_declared_is_refused_by_name(session: Session) -> None:
    person = make(session)

    with pytest.raises(GroupNotFound, match="back_office"):
        set_groups(session, person.id, ["back_office"])


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"login": "two words"}, "login"),
        ({"login": " "}, "login"),
        ({"name": "  "}, "name"),
        ({"password": "too short"}, "password"),
        ({"password": "aaaaaaaaaaaaaaaa"}, "password"),
        ({"password": "ana-ana-ana-2026", "login": "ana"}, "password"),
        ({"roles": ("king",)}, "roles"),
    ],
)
def test_what_is_wrong_with_a_new_account_is_said_per_field(
    session: Session, wrong: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidSubmission) as refused:
        make(session, **{"login": "ana", **wrong})  # type: ignore[arg-type]

    assert list(refused.value.errors) == [field]


def test_a_login_is_given_once(session: Session) -> None:
    make(session, "ana")

    with pytest.raises(LoginTaken):
        make(session, "ANA")


def test_a_changed_password_ends_open_sessions(session: Session) -> None:
    person = make(session)
    stamp = person.session_stamp

    change_password(session, person.id, PASSWORD, "another horse battery")

    assert person.session_stamp != stamp
    assert authenticate(session, "ana", "another horse battery").id == person.id
    with pytest.raises(WrongLogin):
        authenticate(session, "ana", PASSWORD)


def test_a_password_is_only_changed_by_who_knows_the_old_one(session: Session) -> None:
    person = make(session)

    with pytest.raises(InvalidSubmission) as refused:
        change_password(session, person.id, "guess", "another horse battery")
    with pytest.raises(InvalidSubmission) as too_short:
        change_password(session, person.id, PASSWORD, "short")

    assert list(refused.value.errors) == ["old_password"]
    assert list(too_short.value.errors) == ["new_password"]


def test_a_closed_account_neither_signs_in_nor_acts_until_it_is_opened_again(session: Session) -> None:
    person = make(session)
    stamp = person.session_stamp

    deactivate(session, person.id, NOW)

    assert (person.deactivated_at, person.session_stamp == stamp) == (NOW, False)
    with pytest.raises(WrongLogin):
        authenticate(session, "ana", PASSWORD)
    with pytest.raises(PersonNotFound):
        actor_of(session, person.id)
    activate(session, person.id)
    reset_password(session, person.id, "given by an administrator")
    assert authenticate(session, "ana", "given by an administrator").id == person.id


def test_nobody_locks_everybody_out(session: Session) -> None:
    last = make(session, "root", roles=("administrator",))

    with pytest.raises(LastAdministrator):
        deactivate(session, last.id, NOW)
    with pytest.raises(LastAdministrator):
        set_roles(session, last.id, ["staff"])
    make(session, "second", roles=("administrator",))
    deactivate(session, last.id, NOW)

    assert not last.active


def test_lists_say_groups_and_roles(session: Session) -> None:
    add_groups(session, None, {"front_line": "Front line"})
    add_groups(session, None, {"front_line": "Another title"})
    ana = make(session, "ana", groups=("front_line",))
    bo = make(session, "bo", roles=("supervisor", "staff"))
    deactivate(session, bo.id, NOW)

    assert [(row.login, row.roles, row.groups) for row in people(session)] == [
        ("ana", ("staff",), ("front_line",)),
        ("bo", ("staff", "supervisor"), ()),
    ]
    assert [row.login for row in people(session, active_only=True)] == ["ana"]
    assert [row.login for row in people(session, group="front_line")] == ["ana"]
    assert [group.title for group in groups(session)] == ["Front line"]
    assert names_of(session, {ana.id, "unknown"}) == {ana.id: "Ana"}


def test_name_and_address_are_corrected(session: Session) -> None:
    person = make(session)

    change_details(session, person.id, name=" Ana Berg ", email=" ")

    assert (person.name, person.email) == ("Ana Berg", None)
    with pytest.raises(InvalidSubmission):
        change_details(session, person.id, name=" ", email=None)


def test_sessions_end_while_the_password_stays(session: Session) -> None:
    person = make(session)
    before = person.session_stamp

    end_sessions(session, person.id)

    assert person.session_stamp != before
    assert authenticate(session, person.login, PASSWORD) is person


def test_people_of_one_role_are_listed(session: Session) -> None:
    make(session, "ana", roles=("staff",))
    make(session, "sue", roles=("staff", "supervisor"))

    assert [one.login for one in people(session, role="supervisor")] == ["sue"]
