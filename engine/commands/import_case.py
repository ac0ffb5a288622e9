"""Open a case from an older system: with its own date, once, telling nobody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine.cases.models import Case
from engine.commands.advance.opening import Imported, start_event
from engine.commands.advance.running import surroundings
from engine.commands.asking import accepted, plain
from engine.commands.open_case import Opened, begin, opened
from engine.errors import InvalidSubmission, NotAllowed
from engine.library.live import live_package
from engine.step import Step


class MayNotImport(NotAllowed):
    """Only process owners and administrators may import cases."""


def import_case(
    step: Step,
    process: str,
    *,
    external_key: str,
    received_at: datetime,
    variables: Mapping[str, Any],
    start: str | None = None,
) -> Opened | None:
    """Open a case for a record of another system; None when this record was imported before.

    Answers are checked by the start event's form for type and options, not for requiredness and length:
    history is as it is. Letters are written and held, points of clocks already past are noted and not raised,
    until `release_case`. Raises ProcessNotFound, StartNotFound, InvalidSubmission, MayNotImport.
    """
    if not (step.actor.has_role("process_owner") or step.actor.has_role("administrator")):
        raise MayNotImport
    package = live_package(step.session, process)
    known = select(Case.id).where(Case.process == package.key, Case.external_key == external_key)
    if step.session.scalar(known) is not None:
        return None
    event = start_event(package, start)
    form_id = event.form or event.properties.get("form")
    around = surroundings(step)
    answers = accepted(step, package, form_id, variables, around, {"case": None}, history=True)
    beside = plain({key: value for key, value in variables.items() if key in package.settings.imports})
    unknown = sorted(set(variables) - set(answers) - set(beside))
    if unknown:
        raise InvalidSubmission({name: ["The process does not know this field."] for name in unknown})
    imported = Imported(external_key=external_key)
    case = begin(step, package, event, {**answers, **beside}, received_at=received_at, imported=imported)
    return opened(step, case)
