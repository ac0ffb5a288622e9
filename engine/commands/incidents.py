"""What retrying and skipping an incident have in common."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.cases.errors import IncidentNotFound
from engine.cases.locking import locked_case
from engine.cases.models import OPEN, Incident
from engine.errors import NotAllowed
from engine.step import Actor

MENDERS = ("administrator", "process_owner", "supervisor")


class NotAMender(NotAllowed):
    """Only supervisors, process owners and administrators may deal with incidents."""


def require_may_mend(actor: Actor) -> None:
    """Refuse everybody who is not answerable for the machine's work."""
    if not any(actor.has_role(role) for role in MENDERS):
        raise NotAMender


def locked_incident(session: Session, incident_id: str) -> Incident:
    """The open incident, to be changed; raises IncidentNotFound also for one that is dealt with.

    Its case is locked first, as everywhere: two orders would let two people wait for each other.
    """
    case_id = session.scalar(select(Incident.case_id).where(Incident.id == incident_id))
    if case_id is not None:
        locked_case(session, case_id)
    incident = session.get(Incident, incident_id, with_for_update=True, populate_existing=True)
    if incident is None or incident.state != OPEN:
        raise IncidentNotFound(incident_id)
    return incident
