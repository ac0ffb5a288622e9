"""The first administrator is made once, with the token of the console, and never again."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from engine.people.first_administrator import offer_setup
from engine.people.models import Person

TYPED = {
    "name": "Ada",
    "login": "ada",
    "email": "",
    "password": "a sentence to remember",
    "password_again": "a sentence to remember",
}


@pytest.fixture
def token(database):
    with database.write() as session:
        return offer_setup(session)


def test_the_first_administrator_is_signed_in_at_once(visitor, token):
    answer = visitor.post(f"/setup/{token}", TYPED)

    assert answer.status_code == 303
    assert "administrator" in visitor.get("/account").text


def test_the_address_is_closed_afterwards(visitor, token):
    visitor.post(f"/setup/{token}", TYPED)

    assert visitor.get(f"/setup/{token}").status_code == 404
    assert visitor.post(f"/setup/{token}", {**TYPED, "login": "eve"}).status_code == 404


def test_a_wrong_token_finds_nothing(visitor, token):
    assert visitor.get("/setup/guessed").status_code == 404


def test_once_anybody_has_an_account_the_token_is_worth_nothing(visitor, token, person):
    person("ana")

    assert visitor.get(f"/setup/{token}").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"password_again": "something else"}, "not the same"),
        ({"password": "short", "password_again": "short"}, "12 to 200"),
        ({"login": "two words"}, "one word"),
        ({"name": " "}, "person&#39;s name"),
    ],
)
def test_what_cannot_be_is_said_and_the_rest_kept(visitor, token, database, wrong, message):
    answer = visitor.post(f"/setup/{token}", {**TYPED, "email": "ada@example.org", **wrong})

    assert answer.status_code == 422
    assert message in answer.text
    assert "ada@example.org" in answer.text
    assert TYPED["password"] not in answer.text
    with database.read() as session:
        assert session.scalar(select(Person.id)) is None
