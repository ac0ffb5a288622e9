"""Skip what the machine could not finish: people answer for it, with a reason."""

from __future__ import annotations

from engine.cases.locking import locked_case, require_running
from engine.cases.models import Incident
from engine.commands.advance.running import load_running
from engine.commands.incidents import locked_incident, require_may_mend
from engine.commands.once import once_only
from engine.commands.progress import progress
from engine.commands.reasons import require_reason
from engine.errors import Conflict
from engine.step import Step
from engine.timeline.recording import Happening, record


class CannotSkip(Conflict):
    """This cannot be skipped: the case would not know where to go on."""


@once_only
def skip_incident(step: Step, incident_id: str, reason: str) -> None:
    """Leave the work undone: a failed job counts as finished without a result, given-up work as dropped.

    A stuck token cannot be skipped: correct the answer it stumbles over and retry. Raises CannotSkip.
    """
    require_may_mend(step.actor)
    require_reason(reason)
    incident = locked_incident(step.session, incident_id)
    if incident.kind == "stuck" or incident.kind == "timer":
        raise CannotSkip(incident.reason)
    incident.state, incident.resolved_at, incident.resolved_by = "skipped", step.now, step.actor.id
    if incident.case_id is None:
        return
    case = locked_case(step.session, incident.case_id)
    said = {"incident": incident.id, "kind": incident.kind, "reason": reason}
    if incident.kind != "job" or incident.place is None:
        record(step, case, Happening(verb="incident skipped", element=incident.element, content=said))
        step.session.flush()
        return
    require_running(case)
    _finish_job(step, incident, said)


def _finish_job(step: Step, incident: Incident, said: dict[str, str]) -> None:
    if incident.case_id is None or incident.place is None:
        return
    case = locked_case(step.session, incident.case_id)
    running = load_running(step, case)
    running.happened("incident skipped", incident.element, **said)
    running.execution.finish_job(incident.place, {})
    progress(running)
