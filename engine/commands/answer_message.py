"""Answer what a case asks: the customer on their page, or staff for the customer who rang."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from engine.cases.access import require_staff
from engine.cases.asked import elements_of, is_for_staff, require_may_take
from engine.cases.errors import NotAwaited
from engine.cases.kept import kept_file
from engine.cases.locking import locked_by_reference, require_running
from engine.cases.models import OPEN, Case, Wait
from engine.commands.advance.reopening import next_run, reopening_event
from engine.commands.advance.running import Running, load_running, surroundings
from engine.commands.asking import accepted, adopt_files
from engine.commands.once import once_only
from engine.commands.progress import progress
from engine.library.live import package_of
from engine.step import CUSTOMER, Step


@once_only
def answer_message(
    step: Step, reference: str, element: str, raw: Mapping[str, Any], *, how: str = ""
) -> None:
    """Validate the answer by the form drawn at this message event and deliver it.

    That a customer has shown the case's secret is settled by the caller; what staff enter stands on the
    timeline in the customer's name, with `how` they told it. Raises CaseNotFound, CaseClosed, NotAwaited,
    NotTaker, InvalidSubmission.
    """
    case = locked_by_reference(step.session, reference)
    step = _speaking(step, case, element)
    if case.state != OPEN and _reopen(step, case, element, raw):
        return
    require_running(case)
    wait = _question(step, case, element)
    running = load_running(step, case)
    context = {**running.context(), **_local(running, wait)}
    payload = accepted(step, running.package, wait.form, raw, running.around, context)
    adopt_files(step, case, payload)
    said = {"name": wait.title, "form": wait.form, "answers": payload, **({"told": how} if how else {})}
    running.happened("answer received", wait.element, **said)
    running.execution.deliver(wait.place, payload)
    progress(running)


def _speaking(step: Step, case: Case, element: str) -> Step:
    """Staff speak for the customer; what is for staff alone they say in their own name."""
    package = package_of(step.session, case.version)
    drawn = elements_of(package).get(element)
    if drawn is None or step.actor.kind == "system":
        return step
    if step.actor.kind == CUSTOMER.kind:
        if is_for_staff(drawn):
            raise NotAwaited(case.reference)
        return step
    require_staff(step.actor)
    require_may_take(step.actor, case, package, drawn)
    if is_for_staff(drawn):
        return step
    return replace(step, actor=replace(step.actor, on_behalf_of=CUSTOMER.id))


def _reopen(step: Step, case: Case, element: str, raw: Mapping[str, Any]) -> bool:
    """An ended case begins its next run with the answers of the form drawn at that start event."""
    package = package_of(step.session, case.version)
    event = reopening_event(package)
    if event is None or event.id != element or "form" not in event.properties:
        return False
    context = {**kept_file(step.session, case.id), "case": None}
    payload = accepted(step, package, event.properties["form"], raw, surroundings(step), context)
    adopt_files(step, case, payload)
    running = next_run(step, case, event, payload)
    progress(running, package.settings.main)
    return True


def _local(running: Running, wait: Wait) -> Mapping[str, Any]:
    """What only the place that asks sees, such as the item of a multi-instance activity."""
    places = running.position().subscriptions
    return next((place.variables for place in places if place.id == wait.place), {})


def _question(step: Step, case: Case, element: str) -> Wait:
    asked = (
        select(Wait)
        .where(Wait.case_id == case.id, Wait.run == case.run, Wait.element == element)
        .where(Wait.kind == "message", Wait.form.is_not(None))
        .order_by(Wait.opened_at, Wait.id)
        .limit(1)
    )
    found = step.session.scalar(asked)
    if found is None:
        raise NotAwaited(case.reference)
    return found
