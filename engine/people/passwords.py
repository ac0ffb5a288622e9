"""Passwords: hashed with argon2id, compared without telling whether the login exists."""

from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from engine.errors import InvalidSubmission

SHORTEST, LONGEST = 12, 200  # characters
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike when read aloud or from paper

_HASHER = PasswordHasher()  # the library's defaults follow RFC 9106


def require_good(password: str, login: str, field: str = "password") -> None:
    """Raise InvalidSubmission for a password too short, too long, or made of the login."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise InvalidSubmission({field: [f"Use {SHORTEST} to {LONGEST} characters."]})
    if login in password.lower() or len(set(password)) < SHORTEST // 3:
        raise InvalidSubmission({field: ["This is too easy to guess."]})


def invented() -> str:
    """A password to hand to somebody: four groups of five, about 99 random bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(4))


def hashed(password: str) -> str:
    """The hash to keep."""
    return _HASHER.hash(password)


def matches(password: str, password_hash: str | None) -> bool:
    """Whether this is the password; takes as long when there is none: nobody learns which logins exist."""
    try:
        _HASHER.verify(password_hash or _nobodys_hash(), password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether it was made with weaker parameters than we use now."""
    return _HASHER.check_needs_rehash(password_hash)


@cache
def _nobodys_hash() -> str:
    return hashed("nobody's password")
