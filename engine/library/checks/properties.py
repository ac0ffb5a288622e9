"""The properties of our own that a diagram's elements carry: known names, and values that mean something."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Element
from engine.feel.errors import FeelError
from engine.feel.text import compile_text
from engine.library.package import Package
from engine.tasks.rules import COMPUTED, RULES, tasks_in

PROPERTIES = frozenset(
    {
        *("form", "title", "lead", "rank", "public", "staffOnly", "takenBy", "status", "level", "pauses"),
        *RULES,
    }
)
YES_NO = frozenset({"yes", "no"})


def wrong_properties(package: Package, element: Element) -> Iterator[tuple[str, str]]:
    """Code and sentence for each property of an element that says nothing we can follow."""
    own = element.properties
    for name in sorted(own.keys() - PROPERTIES):
        yield "property-unknown", f"Amends does not know the property '{name}'."
    yield from _people(package, own.get("notBy", ""), own.get("notIn", ""))
    for name in COMPUTED:
        try:
            compile_text(own.get(name, ""))
        except FeelError as error:
            yield "expression", f"'{name}': {error}"
    yield from _clocks(package, own.get("pauses", ""))
    if (status := own.get("status")) and status not in package.settings.statuses:
        yield "status-missing", f"'status' names '{status}', which process.yaml lacks."
    if (level := own.get("level")) and level not in {str(known) for known in package.settings.levels}:
        yield "level-missing", f"'level' names {level}, which is no escalation level of process.yaml."
    for name in ("public", "staffOnly"):
        if own.get(name, "no") not in YES_NO:
            yield "property-value", f"'{name}' is yes or no."
    if not own.get("rank", "1").isdecimal():
        yield "property-value", "'rank' is a whole number: 1 stands first."
    for group in names_in(own.get("takenBy")):
        if group not in package.settings.groups:
            yield "group-unknown", f"'takenBy' names '{group}', which is no group of process.yaml."


def names_in(text: str | None) -> list[str]:
    """The names of a list with commas."""
    return [name.strip() for name in (text or "").split(",") if name.strip()]


def _people(package: Package, not_by: str, not_in: str) -> Iterator[tuple[str, str]]:
    for task in names_in(not_by):
        if not _has_a_doer(package, task):
            yield "task-missing", f"'notBy' names '{task}', which is no user task and has no form."
    for stage in names_in(not_in):
        if stage not in package.settings.groups and not any(tasks_in(package.model, stage)):
            yield "stage-missing", f"'notIn' names '{stage}', which is neither a group nor holds user tasks."


def _clocks(package: Package, pauses: str) -> Iterator[tuple[str, str]]:
    for clock in names_in(pauses):
        if clock not in package.settings.clocks:
            yield "clock-missing", f"'pauses' names the clock '{clock}', which process.yaml lacks."
        elif package.settings.clocks[clock].kind == "statutory":
            yield "clock-never-pauses", f"The clock '{clock}' is statutory: nothing pauses it."


def _has_a_doer(package: Package, name: str) -> bool:
    """Whether some diagram of the package has it: four eyes hold through the whole case.

    Who fills in the form of a start or message event counts as its doer.
    """
    drawn = (process.elements.get(name) for process in package.model.processes.values())
    return any(
        one is not None and (one.kind == "userTask" or bool(one.properties.get("form"))) for one in drawn
    )
