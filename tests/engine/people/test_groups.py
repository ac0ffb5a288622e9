"""Groups: made, renamed, joined and left."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from engine.errors import InvalidSubmission
from engine.people.accounts import create_person
from engine.people.errors import GroupNotFound, GroupTaken, PersonNotFound
from engine.people.groups import (
    create_group,
    group_by_key,
    groups_of,
    join_group,
    leave_group,
    retitle_group,
)
from tests.engine.people.conftest import NOW


@pytest.fixture
def ana(session: Session) -> str:
    """The id of somebody in no group; the groups legal and finance exist."""
    create_group(session, "legal", " Legal ")
    create_group(session, "finance", "Finance")
    return create_person(session, login="ana", name="Ana", now=NOW).id


def test_joining_and_leaving_touch_one_group_only(session: Session, ana: str) -> None:
    join_group(session, ana, "legal")
    join_group(session, ana, "finance")
    join_group(session, ana, "finance")

    leave_group(session, ana, "legal")

    assert groups_of(session, ana) == {"finance"}


def test_a_renamed_group_keeps_its_people(session: Session, ana: str) -> None:
    join_group(session, ana, "legal")

    retitle_group(session, "legal", "Legal affairs")

    assert group_by_key(session, "legal").title == "Legal affairs"
    assert groups_of(session, ana) == {"legal"}


@pytest.mark.parametrize(
    ("key", "title"), [("", "X"), ("Big", "X"), ("two words", "X"), ("1st", "X"), ("ok", " ")]
)
def test_what_cannot_be_a_group_is_refused(session: Session, key: str, title: str) -> None:
    with pytest.raises(InvalidSubmission):
        create_group(session, key, title)


def test_a_key_is_given_once(session: Session, ana: str) -> None:
    with pytest.raises(GroupTaken):
        create_group(session, "legal", "Other")


def test_unknown_people_and_groups_are_not_found(session: Session, ana: str) -> None:
    with pytest.raises(PersonNotFound):
        join_group(session, "nobody", "legal")
    with pytest.raises(GroupNotFound):
        join_group(session, ana, "nobodies")
    with pytest.raises(GroupNotFound):
        retitle_group(session, "nobodies", "X")
