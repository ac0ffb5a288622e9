"""Everything a diagram names must be there: forms, decisions, letters, groups, operations, tasks, clocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from engine.bpmn.graph.formula import feel
from engine.bpmn.model import Element, Process
from engine.cases.links import KINDS
from engine.correspondence.templates import CHANNELS, NO_CHANNEL
from engine.errors import Finding
from engine.feel.errors import FeelError
from engine.library.checks.properties import names_in, wrong_properties
from engine.library.package import Package

LETTER_OPERATIONS = frozenset({"letter.send", "letter.draft"})


class Offered(Protocol):
    """What a check must know about an operation of the catalogue, which stands above the library."""

    @property
    def headers(self) -> tuple[str, ...]:
        """The task headers it reads."""

    @property
    def required(self) -> tuple[str, ...]:
        """Those it cannot do without."""

    @property
    def result(self) -> str | None:
        """The variable it writes where the header `result` names no other."""

    @property
    def later(self) -> tuple[str, ...]:
        """The variables that a message brings because of it, some time after."""


def check_references(package: Package, operations: Mapping[str, Offered]) -> Iterator[Finding]:
    """One finding for each name in a diagram that leads nowhere."""
    for process in package.model.processes.values():
        for lane in process.lanes:
            if package.settings.group_named(lane) is None and _gives_work(process, lane):
                yield _finding(
                    process, lane, "lane-no-group", f"The lane '{lane}' has no group in process.yaml."
                )
        for element in process.elements.values():
            for code, message in _of_element(package, process, element, operations):
                yield _finding(process, element.id, code, message)


def _gives_work(process: Process, lane: str) -> bool:
    """Whether the lane decides who does a task; a lane of machine steps or event sub-processes need not."""
    tasks = (element for element in process.elements.values() if element.kind == "userTask")
    return any(
        task.lane == lane
        and not (task.assignment.groups or task.assignment.users or task.assignment.assignee)
        for task in tasks
    )


def _of_element(
    package: Package, process: Process, element: Element, operations: Mapping[str, Offered]
) -> Iterator[tuple[str, str]]:
    yield from _form(package, element)
    yield from _decision(package, element)
    yield from _operation(package, element, operations)
    yield from _groups(package, process, element)
    yield from wrong_properties(package, element)


def _form(package: Package, element: Element) -> Iterator[tuple[str, str]]:
    if element.kind == "userTask" and not element.form:
        yield "task-no-form", f"The user task '{element.label}' has no form."
    for form in sorted({name for name in (element.form, element.properties.get("form")) if name}):
        if form not in package.forms:
            yield "form-missing", f"'{element.label}' asks the form '{form}', which is not there."


def _decision(package: Package, element: Element) -> Iterator[tuple[str, str]]:
    if (
        element.decision
        and not element.decision.startswith("=")
        and element.decision not in package.decisions
    ):
        yield (
            "decision-missing",
            f"'{element.label}' asks the decision '{element.decision}', which is not there.",
        )


def _operation(
    package: Package, element: Element, operations: Mapping[str, Offered]
) -> Iterator[tuple[str, str]]:
    kind = element.job_type
    if not kind:
        return
    if kind in package.settings.workers:
        return  # which `check_workers` looks at
    operation = operations.get(kind)
    if operation is None:
        yield "operation-unknown", f"'{element.label}' asks for '{kind}', which Amends cannot do."
        return
    for header in sorted(set(operation.required) - element.headers.keys()):
        yield "header-missing", f"'{element.label}' does not say the header '{header}' of '{kind}'."
    for header in sorted(element.headers.keys() - set(operation.headers)):
        yield "header-unknown", f"'{element.label}' has the header '{header}', which '{kind}' does not read."
    for link in names_in(element.headers.get("link")):
        if link not in KINDS and _static(element, "link"):
            yield "link-unknown", f"'{element.label}' says the link '{link}'; known are {', '.join(KINDS)}."
    channel = element.headers.get("channel", "")
    if kind in LETTER_OPERATIONS and channel and _static(element, "channel") and channel not in CHANNELS:
        known = NO_CHANNEL.get(channel, f"Use one of {', '.join(CHANNELS)}.")
        yield "letter-channel", f"'{element.label}' writes by '{channel}'. {known}"
    letter = element.headers.get("letter")
    if kind in LETTER_OPERATIONS and letter and letter not in package.letters:
        yield "letter-missing", f"'{element.label}' sends the letter '{letter}', which is not there."


def _static(element: Element, header: str) -> bool:
    return not element.headers.get(header, "").startswith("=")


def _groups(package: Package, process: Process, element: Element) -> Iterator[tuple[str, str]]:
    if element.kind != "userTask":
        return
    if _asks_nobody(element):
        yield "task-no-group", f"Nobody is asked to do '{element.label}': put it into a lane."
    if element.lane and element.lane not in process.lanes and not package.settings.group_named(element.lane):
        yield "lane-no-group", f"The lane '{element.lane}' has no group in process.yaml."
    for group in _candidates(element.assignment.groups) or ():
        if group not in package.settings.groups:
            yield (
                "group-unknown",
                f"'{element.label}' is for the group '{group}', which process.yaml lacks.",
            )


def _asks_nobody(element: Element) -> bool:
    given = element.assignment
    if given.users or given.assignee:
        return False
    return _candidates(given.groups) == [] if given.groups else not element.lane


def _candidates(groups: str | None) -> list[str] | None:
    """The groups written, or given by an expression that reads nothing; None where the case decides."""
    value: Any = groups
    if groups and groups.startswith("="):
        try:
            value = feel(groups).constant()
        except FeelError:
            return None  # which the checks of the diagram say
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, list):
        return None
    return [str(name).strip() for name in value if name is not None and str(name).strip()]


def check_alone(process: Process) -> Iterator[Finding]:
    """What a user task lacks that one file is enough to tell; warnings, since no file alone is deployed."""
    for element in process.elements.values():
        if element.kind != "userTask":
            continue
        if not element.form:
            message = f"The user task '{element.label}' has no form."
            yield _finding(process, element.id, "task-no-form", message, "warning")
        if _asks_nobody(element):
            message = f"Nobody is asked to do '{element.label}': put it into a lane."
            yield _finding(process, element.id, "task-no-group", message, "warning")


def _finding(process: Process, element: str, code: str, message: str, level: str = "error") -> Finding:
    return Finding(file=process.file, element=element, code=code, message=message, level=level)
