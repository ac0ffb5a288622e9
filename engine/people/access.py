"""Who may decide what belongs to no case: accounts, calendars, catalogues, mail, records."""

from __future__ import annotations

from engine.people.errors import NotAdministrator
from engine.step import Actor


def require_administrator(actor: Actor) -> None:
    """Refuse everybody but administrators. Raises NotAdministrator."""
    if not actor.has_role("administrator"):
        raise NotAdministrator
