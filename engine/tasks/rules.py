"""Who may do a task beside being of its group: what the diagram's properties say of its people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from engine.bpmn.model import SUB_PROCESSES, Element, Model
from engine.bpmn.position import OpenTask
from engine.feel.errors import FeelError
from engine.feel.surroundings import Surroundings
from engine.feel.text import compile_text
from engine.feel.values import to_json
from engine.library.package import Package
from engine.people.queries import known_as, with_managers
from engine.tasks.errors import PeopleRuleUnreadable

NOT_BY, NOT_IN, NOT_PERSON, SKILL, LANGUAGE = "notBy", "notIn", "notPerson", "skill", "language"
COMPUTED = (NOT_PERSON, SKILL, LANGUAGE)  # properties that may be FEEL
RULES = frozenset({NOT_BY, NOT_IN, *COMPUTED})


@dataclass(frozen=True, kw_only=True)
class PeopleRules:
    """Whose hands a task must not come into, and what the right ones can do."""

    not_by: tuple[str, ...] = ()  # tasks and forms of events: who did them last is out
    not_elements: tuple[str, ...] = ()  # user tasks whose doers are out, whichever round they did
    not_groups: tuple[str, ...] = ()  # groups whose tasks' doers are out
    not_people: tuple[str, ...] = ()  # ids of those the case is about, and of their managers
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    def plain(self) -> dict[str, list[str]] | None:
        """As the task's row keeps what is not `not_by`; None where there is nothing."""
        kept = {
            "not_elements": list(self.not_elements),
            "not_groups": list(self.not_groups),
            "not_people": list(self.not_people),
            "skills": list(self.skills),
            "languages": list(self.languages),
        }
        return kept if any(kept.values()) else None


def rules_for(
    session: Session,
    task: OpenTask,
    package: Package,
    variables: Mapping[str, Any],
    around: Surroundings,
) -> PeopleRules:
    """The rules of a task as they stand now. Raises PeopleRuleUnreadable with the property's name."""
    properties = task.properties
    named = _split(properties.get(NOT_IN, ""))
    groups = tuple(name for name in named if name in package.settings.groups)
    stages = [name for name in named if name not in package.settings.groups]
    staged = [inner for stage in stages for inner in tasks_in(package.model, stage)]
    elements = properties.get(NOT_BY, "").replace(",", " ").split()
    values = {name: _computed(properties, name, variables, around) for name in COMPUTED}
    out = with_managers(session, known_as(session, values[NOT_PERSON]))
    return PeopleRules(
        not_by=tuple(dict.fromkeys(elements)),
        not_elements=tuple(dict.fromkeys(staged)),
        not_groups=groups,
        not_people=tuple(sorted(out)),
        skills=tuple(_folded(values[SKILL])),
        languages=tuple(_folded(values[LANGUAGE])),
    )


def tasks_in(model: Model, name: str) -> Iterator[str]:
    """The user tasks that a name means: itself, those inside a sub-process, those of a called diagram."""
    for process in model.processes.values():
        element = process.elements.get(name)
        if element is not None:
            yield from _tasks_of(model, element, frozenset())


def _tasks_of(model: Model, element: Element, seen: frozenset[str]) -> Iterator[str]:
    if element.kind == "userTask":
        yield element.id
    elif element.kind in SUB_PROCESSES:
        inside = model.processes[element.process].elements.values()
        for inner in inside:
            if inner.scope == element.id:
                yield from _tasks_of(model, inner, seen)
    elif element.called is not None and element.called in model.processes.keys() - seen:
        for inner in model.processes[element.called].elements.values():
            yield from _tasks_of(model, inner, seen | {element.called})


def _computed(
    properties: Mapping[str, str], name: str, variables: Mapping[str, Any], around: Surroundings
) -> list[str]:
    """The texts that a property gives: one, several with commas, a list, or choices by their key."""
    text = properties.get(name)
    if not text:
        return []
    try:
        value = to_json(compile_text(text).evaluate(variables, around))
    except FeelError as error:
        raise PeopleRuleUnreadable(name, str(error)) from error
    return list(_texts(value))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from _split(value)
    elif isinstance(value, Mapping):
        yield from _texts(value.get("key"))
    elif isinstance(value, list):
        for entry in value:
            yield from _texts(entry)


def _split(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _folded(texts: Iterable[str]) -> Iterator[str]:
    return (text.casefold() for text in dict.fromkeys(texts))
