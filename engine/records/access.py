"""Who may keep records from disposal."""

from __future__ import annotations

from engine.records.errors import MayNotHold
from engine.step import Actor


def require_may_hold(actor: Actor) -> None:
    """Refuse everybody but supervisors, who answer for cases, and administrators, who answer for records."""
    if not actor.has_role("supervisor") and not actor.has_role("administrator"):
        raise MayNotHold
