"""Release outgoing mail, once somebody has looked at what a restored store would send."""

from __future__ import annotations

from engine.commands.once import once_only
from engine.correspondence.pause import release_mail as let_leave
from engine.people.access import require_administrator
from engine.step import Step


@once_only
def release_mail(step: Step) -> int:
    """Let letters leave again, those that waited at once; says how many wait. Raises NotAdministrator."""
    require_administrator(step.actor)
    return let_leave(step.session, step.now)
