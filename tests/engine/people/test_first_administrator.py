"""The first administrator comes from the console, once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from engine.people.accounts import actor_of, create_person
from engine.people.errors import SetupOver
from engine.people.first_administrator import create_first_administrator, offer_setup, setup_is_open
from engine.people.models import Person

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def claim(session: Session, token: str) -> Person:
    return create_first_administrator(
        session, token, login="root", name="Ruth", password="long enough for me", email=None, now=NOW
    )


def test_the_token_of_the_last_start_makes_an_administrator(session: Session) -> None:
    earlier = offer_setup(session)
    token = offer_setup(session)
    assert earlier is not None
    assert token is not None

    assert not setup_is_open(session, earlier)
    person = claim(session, token)

    assert actor_of(session, person.id).has_role("administrator")


def test_setup_is_over_once_there_is_anybody(session: Session) -> None:
    token = offer_setup(session)
    assert token is not None
    claim(session, token)

    assert offer_setup(session) is None
    for attempt in (token, "", "guess"):
        with pytest.raises(SetupOver):
            claim(session, attempt)


def test_a_store_with_people_from_the_shell_offers_no_setup(session: Session) -> None:
    token = offer_setup(session)
    assert token is not None
    create_person(session, login="ana", name="Ana", now=NOW)

    with pytest.raises(SetupOver):
        claim(session, token)
