"""The first administrator: made once, with a token printed on the console of whoever started the program."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from engine.library.models import Setting
from engine.people.accounts import create_person
from engine.people.errors import SetupOver
from engine.people.models import ROLES, Person
from engine.people.queries import anybody

KEY = "first_administrator"


def offer_setup(session: Session) -> str | None:
    """A new one-shot token while there is no account, else None. An earlier token ends."""
    if anybody(session):
        return None
    token = secrets.token_urlsafe(18)
    session.merge(Setting(key=KEY, value=_hash(token)))
    session.flush()
    return token


def setup_is_open(session: Session, token: str) -> bool:
    """Whether this token may still make the first administrator."""
    kept = session.get(Setting, KEY)
    return kept is not None and not anybody(session) and hmac.compare_digest(kept.value, _hash(token))


def create_first_administrator(
    session: Session,
    token: str,
    *,
    login: str,
    name: str,
    password: str,
    email: str | None,
    now: datetime,
) -> Person:
    """Make the first account, with every role; SetupOver with a wrong token or once there is an account."""
    if not setup_is_open(session, token):
        raise SetupOver
    person = create_person(
        session, login=login, name=name, password=password, email=email, now=now, roles=ROLES
    )
    kept = session.get(Setting, KEY)
    if kept is not None:
        session.delete(kept)
        session.flush()
    return person


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
