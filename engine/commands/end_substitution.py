"""End a substitution before its time."""

from __future__ import annotations

from engine.audit.changes import changing
from engine.audit.pictures import SUBSTITUTION
from engine.commands.appoint_substitute import require_may_appoint
from engine.commands.once import once_only
from engine.people.substitution import substitution_by_id
from engine.step import Step


@once_only
def end_substitution(step: Step, substitution_id: str) -> None:
    """From now on nobody stands in; tasks already claimed stay with the substitute.

    Raises SubstitutionNotFound, MayNotAppoint.
    """
    row = substitution_by_id(step.session, substitution_id)
    require_may_appoint(step.actor, row.person)
    with changing(step, SUBSTITUTION, row.id, "substitution ended"):
        row.ends_at = min(row.ends_at or step.now, step.now)
