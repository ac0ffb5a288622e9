"""Give a program the right to act for a person."""

from __future__ import annotations

from datetime import timedelta

from engine.audit.changes import note
from engine.audit.pictures import TOKEN
from engine.commands.once import spend_key
from engine.errors import InvalidSubmission
from engine.people.access import require_administrator
from engine.people.accounts import actor_of
from engine.people.tokens import create_token
from engine.step import Step

LONGEST = 3650  # days


def give_token(step: Step, person_id: str, name: str, days: int | None) -> str:
    """A new token's text, given this once; it runs out after so many days, or never for None.

    Raises NotAdministrator, PersonNotFound also for a closed account, InvalidSubmission, SentTwice.
    """
    require_administrator(step.actor)
    if not name.strip():
        raise InvalidSubmission({"name": ["Say which program will use it."]})
    if days is not None and not 1 <= days <= LONGEST:
        raise InvalidSubmission({"days": [f"Give 1 to {LONGEST} days, or nothing for no end."]})
    person = actor_of(step.session, person_id)
    spend_key(step)
    expires_at = step.now + timedelta(days=days) if days is not None else None
    token, text = create_token(step.session, person.id, name.strip(), step.now, expires_at=expires_at)
    note(step, TOKEN, token.id, "token given")
    return text
