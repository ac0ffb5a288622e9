"""Tokens: a program acts as the person it belongs to, until it is stopped."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from engine.people.accounts import create_person, deactivate
from engine.people.errors import TokenNotFound, WrongToken
from engine.people.tokens import actor_of_token, create_token, revoke_token, tokens_of

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def person_id(session: Session) -> str:
    return create_person(session, login="ana", name="Ana", roles=("staff",), now=NOW).id


def test_a_program_has_the_persons_id_roles_and_both_names(session: Session, person_id: str) -> None:
    _, text = create_token(session, person_id, "nightly import", NOW)

    actor = actor_of_token(session, text, NOW)

    assert (actor.id, actor.kind, actor.name) == (person_id, "program", "Ana (nightly import)")
    assert actor.roles == {"staff"}


def test_the_text_of_a_token_is_kept_nowhere(session: Session, person_id: str) -> None:
    token, text = create_token(session, person_id, "import", NOW)

    assert text.startswith("amends_")
    assert text not in {token.id, token.token_hash, token.name}


def test_an_unknown_revoked_or_outlived_token_is_refused(session: Session, person_id: str) -> None:
    revoked, revoked_text = create_token(session, person_id, "old", NOW)
    _, brief_text = create_token(session, person_id, "brief", NOW, expires_at=NOW + timedelta(hours=1))
    revoke_token(session, revoked.id, NOW)

    assert actor_of_token(session, brief_text, NOW + timedelta(minutes=59)).id == person_id
    for text, at in (("amends_x", NOW), (revoked_text, NOW), (brief_text, NOW + timedelta(hours=1))):
        with pytest.raises(WrongToken):
            actor_of_token(session, text, at)


def test_a_token_ends_with_its_persons_account(session: Session, person_id: str) -> None:
    _, text = create_token(session, person_id, "import", NOW)

    deactivate(session, person_id, NOW)

    with pytest.raises(WrongToken):
        actor_of_token(session, text, NOW)


def test_tokens_are_listed_per_person(session: Session, person_id: str) -> None:
    other = create_person(session, login="bo", name="Bo", now=NOW).id
    create_token(session, person_id, "one", NOW)
    create_token(session, other, "two", NOW + timedelta(seconds=1))

    assert [token.name for token in tokens_of(session)] == ["one", "two"]
    assert [token.name for token in tokens_of(session, other)] == ["two"]
    with pytest.raises(TokenNotFound):
        revoke_token(session, "unknown", NOW)
