"""Retry what the machine could not finish, once its cause is mended."""

from __future__ import annotations

from engine.cases.errors import IncidentNotFound
from engine.cases.locking import locked_case, require_running, settle
from engine.cases.models import Incident
from engine.commands.advance.running import load_running
from engine.commands.incidents import locked_incident, require_may_mend
from engine.commands.once import once_only
from engine.commands.progress import progress
from engine.step import Step
from engine.timeline.recording import Happening, record
from engine.work.models import READY, Work


@once_only
def retry_incident(step: Step, incident_id: str) -> None:
    """Try the stuck token, failed job or given-up work again; if it fails again, a new incident says so."""
    require_may_mend(step.actor)
    incident = locked_incident(step.session, incident_id)
    incident.state, incident.resolved_at, incident.resolved_by = "resolved", step.now, step.actor.id
    if incident.work_id is not None:
        _again(step, incident)
    elif incident.case_id is not None and incident.place is not None:
        case = locked_case(step.session, incident.case_id)
        require_running(case)
        running = load_running(step, case)
        running.happened("incident retried", incident.element, incident=incident.id)
        step.session.flush()
        if incident.kind == "stuck":
            running.execution.retry(incident.place)
        progress(running)
    settle(step.session)


def _again(step: Step, incident: Incident) -> None:
    work = step.session.get(Work, incident.work_id, with_for_update=True)
    if work is None:
        raise IncidentNotFound(incident.id)
    work.state, work.attempts, work.rounds = READY, 0, 0
    work.visible_at, work.lease_until = step.now, None
    step.session.info["due"] = True
    if incident.case_id is not None:
        case = locked_case(step.session, incident.case_id)
        said = {"incident": incident.id, "kind": incident.kind}
        record(step, case, Happening(verb="incident retried", element=incident.element, content=said))
