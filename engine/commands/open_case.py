"""Open a case: by a customer, by staff, by a program, by the clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from engine.bpmn.model import Element
from engine.cases.access import require_staff
from engine.cases.errors import NotPublic
from engine.cases.models import Case
from engine.cases.secret import customer_secret
from engine.commands.advance.opening import Imported, begun, package_to_open, start_event
from engine.commands.advance.running import surroundings
from engine.commands.asking import accepted, plain
from engine.commands.once import once_only
from engine.commands.progress import progress
from engine.library.package import Package
from engine.step import Step

HELD = "the case that was opened"
PUBLIC = "public"
YES = "yes"
RECEIVED = "received_at"  # key of a start form that asks when the organisation first heard of it


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A case that was opened; the secret is shown to the customer now and never again."""

    reference: str
    secret: str
    case_id: int


def open_case(
    step: Step,
    process: str,
    *,
    start: str | None = None,
    variables: Mapping[str, Any] | None = None,
    submission: Mapping[str, Any] | None = None,
    received_at: datetime | None = None,
) -> Opened:
    """Open a case on the live version of a process, from this start event or the one without event.

    `submission` answers the start event's form and is validated; `variables` come from programs as they are.
    `received_at` is when anyone of the organisation received it, if that was earlier; a form may ask for it
    under that key. Raises ProcessNotFound, StartNotFound, NotPublic, InvalidSubmission.
    """
    case_id = _open(step, process, start, variables, submission, received_at)
    return opened(step, step.session.get_one(Case, case_id))


def opened(step: Step, case: Case) -> Opened:
    """What is told of a case that was opened."""
    secret = customer_secret(step.settings.secret_key, case.reference, case.secret_nonce)
    return Opened(reference=case.reference, secret=secret, case_id=case.id)


@once_only
def _open(
    step: Step,
    process: str,
    start: str | None,
    variables: Mapping[str, Any] | None,
    submission: Mapping[str, Any] | None,
    received_at: datetime | None,
) -> int:
    """The id only: what a repeated submission is answered from must not hold the secret."""
    package = package_to_open(step.session, process)
    event = start_event(package, start)
    _require_may_open(step, event)
    payload = plain(variables or {})
    if submission is not None:
        form = event.form or event.properties.get("form")
        context = {"case": None, **payload}
        answers = accepted(step, package, form, submission, surroundings(step), context)
        payload |= answers
        received_at = received_at or _said_received(answers)
    case = begin(step, package, event, payload, received_at=received_at)
    # Else the session forgets it, and who asks for it by the id reads it again.
    step.session.info[HELD] = case
    return case.id


def begin(
    step: Step,
    package: Package,
    event: Element,
    payload: Mapping[str, Any],
    *,
    received_at: datetime | None = None,
    imported: Imported | None = None,
) -> Case:
    """Open the case itself: reference, clocks, first steps. Rights and answers have been checked."""
    running = begun(step, package, event, payload, received_at=received_at, imported=imported)
    progress(running, package.settings.main)
    return running.case


def is_public(event: Element) -> bool:
    """Whether customers may open a case with this start event."""
    return event.properties.get(PUBLIC) == YES


def _said_received(answers: Mapping[str, Any]) -> datetime | None:
    said = answers.get(RECEIVED)
    moment = datetime.fromisoformat(said) if isinstance(said, str) else None
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)


def _require_may_open(step: Step, event: Element) -> None:
    if step.actor.kind == "customer":
        if not is_public(event):
            raise NotPublic
    else:
        require_staff(step.actor)
