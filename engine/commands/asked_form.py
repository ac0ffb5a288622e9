"""The form that waits for an answer, with what its texts may speak of. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.cases.errors import CaseNotFound, NotAwaited
from engine.cases.kept import kept_file
from engine.cases.merging import leading_case
from engine.cases.models import OPEN, Case
from engine.commands.advance.reopening import reopening_event
from engine.commands.advance.running import load_running
from engine.commands.asking import form_named
from engine.forms.form import Form
from engine.library.live import package_of
from engine.step import Step
from engine.tasks.queries import TaskView


def asked_form(step: Step, reference: str, element: str) -> tuple[Form, dict[str, Any]]:
    """The form drawn at this message event and the variables seen there. Raises CaseNotFound, NotAwaited."""
    case = leading_case(step.session, reference)
    if case is None:
        raise CaseNotFound(reference)
    if case.state != OPEN:
        return _reopening_form(step, case, element)
    running = load_running(step, case)
    for wait in running.position().subscriptions:
        if wait.element == element and "form" in wait.properties:
            seen = {**running.context(), **wait.variables}
            return form_named(running.package, wait.properties["form"]), seen
    raise NotAwaited(reference)


def _reopening_form(step: Step, case: Case, element: str) -> tuple[Form, dict[str, Any]]:
    """The form at the start event that opens the next run of an ended case."""
    package = package_of(step.session, case.version)
    event = reopening_event(package)
    if event is None or event.id != element or "form" not in event.properties:
        raise NotAwaited(case.reference)
    return form_named(package, event.properties["form"]), kept_file(step.session, case.id)


def form_of(step: Step, task: TaskView) -> Form | None:
    """The form of a task alone, which is all that reading an answer needs."""
    return form_named(package_of(step.session, task.case_version), task.form) if task.form else None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The form of a task, if it asks one, what its texts and conditions see, and the case file alone."""

    form: Form | None
    context: dict[str, Any]
    file: dict[str, Any]


def asked_by(step: Step, task: TaskView) -> Asked:
    """What a task asks, in front of what is known."""
    running = load_running(step, step.session.get_one(Case, task.case_id))
    form = form_named(running.package, task.form) if task.form else None
    context = {**running.context(), **task.local}
    return Asked(form=form, context=context, file=running.execution.file)


def task_form(step: Step, task: TaskView) -> tuple[Form | None, dict[str, Any]]:
    """The form of a task, if it asks one, and the variables its texts and conditions see."""
    asked = asked_by(step, task)
    return asked.form, asked.context
