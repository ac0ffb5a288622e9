"""A token is given by an administrator, shown once, and made once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.cases.errors import SentTwice
from engine.commands.give_token import give_token
from engine.errors import InvalidSubmission
from engine.people.accounts import deactivate
from engine.people.errors import NotAdministrator, PersonNotFound
from engine.people.models import ApiToken
from engine.people.tokens import actor_of_token
from engine.step import Actor
from tests.engine.commands.desk import Desk


@pytest.fixture
def admin(desk: Desk) -> Actor:
    """Somebody who keeps the accounts."""
    return replace(desk.people["mia"], roles=frozenset({"administrator"}))


def test_the_token_acts_for_its_person_until_it_runs_out(desk: Desk, admin: Actor) -> None:
    text = desk.do(admin, give_token, desk.people["ana"].id, " import ", 30)

    with desk.database.read() as session:
        assert actor_of_token(session, text, desk.now).id == desk.people["ana"].id
    (token,) = desk.rows(ApiToken)
    assert (token.name, token.expires_at) == ("import", desk.now + timedelta(days=30))


def test_the_same_request_twice_makes_one_token_and_keeps_no_text(desk: Desk, admin: Actor) -> None:
    asked = (desk.people["ana"].id, "import", None)
    desk.send(admin, "key", give_token, *asked)

    with pytest.raises(SentTwice):
        desk.send(admin, "key", give_token, *asked)

    assert len(desk.rows(ApiToken)) == 1


def test_what_cannot_be_is_refused(desk: Desk, admin: Actor) -> None:
    ana = desk.people["ana"].id
    with desk.database.write() as session:
        deactivate(session, desk.people["ben"].id, desk.now)

    with pytest.raises(InvalidSubmission):
        desk.do(admin, give_token, ana, " ", 30)
    with pytest.raises(InvalidSubmission):
        desk.do(admin, give_token, ana, "import", 0)
    with pytest.raises(PersonNotFound):
        desk.do(admin, give_token, desk.people["ben"].id, "import", 30)
    with pytest.raises(NotAdministrator):
        desk.do("sue", give_token, ana, "import", 30)

    assert desk.rows(ApiToken) == []
