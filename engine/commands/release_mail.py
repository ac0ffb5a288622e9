"""Release outgoing mail, once somebody has looked at what a restored store would send."""

from __future__ import annotations

from engine.commands.once import once_only
from engine.correspondence.pause import release_mail as let_leave
from engine.errors import NotAllowed
from engine.step import Step


class OnlyAdministrators(NotAllowed):
    """Only administrators may let mail leave again."""


@once_only
def release_mail(step: Step) -> int:
    """Let letters leave again, those that waited at once; says how many wait."""
    if not step.actor.has_role("administrator"):
        raise OnlyAdministrators
    return let_leave(step.session, step.now)
