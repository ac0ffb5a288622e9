"""Appoint a substitute: while somebody is away, another does their tasks on their behalf."""

from __future__ import annotations

from datetime import datetime

from engine.audit.changes import note
from engine.audit.pictures import SUBSTITUTION
from engine.commands.once import once_only
from engine.errors import NotAllowed
from engine.people.substitution import appoint
from engine.step import Actor, Step


class MayNotAppoint(NotAllowed):
    """Only the person themselves, a supervisor or an administrator may settle who stands in for them."""


@once_only
def appoint_substitute(
    step: Step, person_id: str, substitute_id: str, begins: datetime, ends: datetime | None
) -> str:
    """Let somebody stand in for a person; gives the id of the substitution.

    Rules about other hands, about who is concerned and about skill hold for whoever stands in, and for the
    person they stand in for. Raises MayNotAppoint, PersonNotFound, InvalidSubmission.
    """
    require_may_appoint(step.actor, person_id)
    row = appoint(
        step.session, person_id, substitute_id, begins=begins, ends=ends, by=step.actor.id, now=step.now
    )
    note(step, SUBSTITUTION, row.id, "substitute appointed")
    return row.id


def require_may_appoint(actor: Actor, person_id: str) -> None:
    """Refuse whoever has no say in who stands in for this person."""
    if actor.id != person_id and not (actor.has_role("supervisor") or actor.has_role("administrator")):
        raise MayNotAppoint(actor.name)
