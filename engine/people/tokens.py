"""API tokens: a program acts for a person, with that person's groups and roles."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.people.accounts import actor_of, person_by_id
from engine.people.errors import PersonNotFound, TokenNotFound, WrongToken
from engine.people.models import ApiToken
from engine.step import Actor

PREFIX = "amends_"  # lets scanners of leaked secrets recognise ours


def create_token(
    session: Session, person_id: str, name: str, now: datetime, *, expires_at: datetime | None = None
) -> tuple[ApiToken, str]:
    """A new token for a person; its text is given here once and kept nowhere."""
    person = person_by_id(session, person_id)
    text = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(
        id=uuid4().hex,
        person=person.id,
        name=name,
        token_hash=_hash(text),
        created_at=now,
        expires_at=expires_at,
    )
    session.add(token)
    session.flush()
    return token, text


def actor_of_token(session: Session, text: str, now: datetime) -> Actor:
    """Who acts with this token; WrongToken when it is unknown, run out, revoked, or its person has left.

    The actor has the person's id, so that separation of duty holds for programs too.
    """
    token = session.scalar(select(ApiToken).where(ApiToken.token_hash == _hash(text)))
    if token is None or token.revoked_at is not None:
        raise WrongToken
    if token.expires_at is not None and token.expires_at <= now:
        raise WrongToken
    try:
        person = actor_of(session, token.person)
    except PersonNotFound as error:
        raise WrongToken from error
    return Actor(
        id=person.id,
        name=f"{person.name} ({token.name})",
        kind="program",
        groups=person.groups,
        roles=person.roles,
    )


def revoke_token(session: Session, token_id: str, now: datetime) -> None:
    """End a token; TokenNotFound."""
    token = session.get(ApiToken, token_id)
    if token is None:
        raise TokenNotFound(token_id)
    token.revoked_at = token.revoked_at or now
    session.flush()


def tokens_of(session: Session, person_id: str | None = None) -> list[ApiToken]:
    """The tokens of a person, or of everybody, oldest first."""
    found = select(ApiToken).order_by(ApiToken.created_at, ApiToken.id)
    return list(session.scalars(found.where(ApiToken.person == person_id) if person_id else found))


def _hash(text: str) -> str:
    # 256 random bits need no slow hash: there is nothing to guess from.
    return hashlib.sha256(text.encode()).hexdigest()
