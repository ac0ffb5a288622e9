"""Decisions that people will ask about later need a reason."""

from __future__ import annotations

from engine.errors import InvalidSubmission


def require_reason(reason: str, field: str = "reason") -> None:
    """Refuse an empty reason, as a message at its field."""
    if not reason.strip():
        raise InvalidSubmission({field: ["Please give a reason."]})
