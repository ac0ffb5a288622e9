"""Which cases this visitor has shown to be theirs: kept in the signed cookie of the browser."""

from __future__ import annotations

from flask.sessions import SessionMixin

from engine.cases.errors import SecretWrong

CASES = "cases"
MOST = 20  # references; the oldest goes first


def remember(cookie: SessionMixin, reference: str) -> None:
    """Note that this visitor may see the case."""
    known = [one for one in cookie.get(CASES, []) if one != reference]
    cookie[CASES] = [*known, reference][-MOST:]


def require_theirs(cookie: SessionMixin, reference: str) -> None:
    """Refuse a case that this visitor has not shown to be theirs."""
    if reference not in cookie.get(CASES, []):
        raise SecretWrong
