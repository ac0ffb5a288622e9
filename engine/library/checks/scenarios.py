"""Scenario files say only what a runner can do: known steps, elements that are drawn, groups that exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from engine.errors import Finding
from engine.library.package import Package

KEYS = frozenset({"title", "story", "begins", "people", "organisation", "profile", "steps"})
REQUIRED = ("title", "story", "begins", "steps")
EXPECTED = frozenset(
    {
        "open",
        "file",
        "letters",
        "escalations",
        "status",
        "clocks",
        "links",
        "ended",
        "held",
        "kept_as",
        "wrote",
        "register",
        "figures",
        "entries",
        "workers",
    }
)
# What a step is called -> the keys its mapping may have; None: a step of its own kind of value.
STEPS: Mapping[str, frozenset[str] | None] = {
    "open": frozenset({"process", "start", "with"}),
    "complete": None,
    "refuse": None,
    "wait": None,
    "message": None,
    "worker": None,
    "escalate": frozenset({"level", "reason"}),
    "take_over": None,
    "resolve": None,
    "send_back": frozenset({"task", "to", "reason"}),
    "correct": frozenset({"task", "with", "reason"}),
    "cancel": None,
    "turn_to": None,
    "link": frozenset({"to", "kind"}),
    "draft": frozenset({"process", "title", "files", "edits"}),
    "merge": frozenset({"into", "reason"}),
    "unmerge": None,
    "norm_times": None,
    "expect": EXPECTED,
}
BESIDE = frozenset({"by", "instance", "where", "with", "says", "files"})  # further keys of any step
OF_WORKER = ("gives", "fails", "error")  # and how an outside worker answers
TASK_STEPS = ("complete", "refuse")


def check_scenarios(package: Package) -> Iterator[Finding]:
    """One finding for each line of a scenario that cannot be run."""
    for name, scenario in package.scenarios.items():
        file = f"processes/{package.key}/scenarios/{name}.yaml"
        for element, message in _of_scenario(package, scenario):
            yield Finding(file=file, element=element, code="scenario", message=message)


def _of_scenario(package: Package, scenario: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key in sorted(scenario.keys() - KEYS):
        yield key, f"This key is not known; known are {', '.join(sorted(KEYS))}."
    for key in REQUIRED:
        if not scenario.get(key):
            yield key, "This key is missing."
    begins = scenario.get("begins")
    if begins and not (isinstance(begins, datetime) and begins.tzinfo):
        yield "begins", "This must be an instant with its zone, such as 2026-03-02T09:00:00Z."
    yield from _people(package, scenario.get("people") or {})
    steps = scenario.get("steps") or []
    if not isinstance(steps, list):
        yield "steps", "This must be a list."
        return
    elsewhere = False  # in a case of another process, whose diagrams are not here
    for number, step in enumerate(steps, 1):
        where = f"steps.{number}"
        if not isinstance(step, Mapping):
            yield where, "A step is `what: ...`."
            continue
        if "turn_to" in step:
            elsewhere = _process(step["turn_to"]) not in (None, package.key)
        if "open" in step:
            elsewhere = _process(step["open"] or {}) not in (None, package.key)
        if elsewhere:
            continue
        yield from ((where, message) for message in _of_step(package, step))


def _people(package: Package, people: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(people, Mapping):
        yield "people", "This needs `login: {groups: [...]}` lines."
        return
    for login, about in people.items():
        groups = about.get("groups") if isinstance(about, Mapping) else None
        if not isinstance(groups, list) or not groups:
            yield f"people.{login}", "Say in which groups they work."
            continue
        for group in groups:
            if group not in package.settings.groups:
                yield f"people.{login}", f"There is no group '{group}'."


def _of_step(package: Package, step: Mapping[str, Any]) -> Iterator[str]:
    kinds = sorted(step.keys() & STEPS.keys())
    if len(kinds) != 1:
        yield f"A step does exactly one of {', '.join(sorted(STEPS))}."
        return
    kind = kinds[0]
    beside = BESIDE.union(OF_WORKER) if kind == "worker" else BESIDE
    for key in sorted(step.keys() - beside - {kind}, key=str):
        yield f"'{key}' is not known beside '{kind}'."
    yield from _inside(kind, step[kind])
    yield from _names(package, kind, step)
    if kind == "worker":
        yield from _worker(package, step)


def _worker(package: Package, step: Mapping[str, Any]) -> Iterator[str]:
    """A worker gives something, fails, or ends in an error, which may give something too."""
    said = [key for key in OF_WORKER if key in step]
    if said not in (["gives"], ["fails"], ["error"], ["gives", "error"]):
        yield "Say beside 'worker' what it gives, why it fails, or which error it ends in."
    if not isinstance(step.get("gives", {}), Mapping):
        yield "'gives' needs `key: value` lines."
    elements = (
        element for process in package.model.processes.values() for element in process.elements.values()
    )
    asked = {element.id: element.job_type for element in elements}
    workers = package.settings.workers
    named = str(step["worker"])
    if named not in workers and asked.get(named) not in workers:
        yield f"process.yaml declares no worker '{named}'."


def _inside(kind: str, value: Any) -> Iterator[str]:
    allowed = STEPS[kind]
    if allowed is None:
        if kind in TASK_STEPS and not isinstance(value, str):
            yield f"'{kind}' names an element."
    elif not isinstance(value, Mapping):
        if value is not None or kind == "expect":
            yield f"'{kind}' needs `key: value` lines."
    else:
        for key in sorted(value.keys() - allowed, key=str):
            yield f"'{key}' is not known in '{kind}'; known are {', '.join(sorted(allowed))}."


def _names(package: Package, kind: str, step: Mapping[str, Any]) -> Iterator[str]:
    drawn = {element for process in package.model.processes.values() for element in process.elements}
    for element in _elements(kind, step[kind]):
        if element not in drawn:
            yield f"No diagram holds '{element}'."
    start = step[kind].get("start") if kind == "open" and isinstance(step[kind], Mapping) else None
    if start in drawn and start not in _starts(package):
        yield f"'{start}' is no start event of the main process."
    by = step.get("by")
    # "front_line.2" is the second of the two people every group has in a scenario.
    if isinstance(by, str) and "." in by and by.partition(".")[0] not in package.settings.groups:
        yield f"There is no group '{by.partition('.')[0]}'."
    expected = step[kind] if kind == "expect" and isinstance(step[kind], Mapping) else {}
    known = {
        "letters": ("letter", package.letters),
        "wrote": ("letter", package.letters),
        "clocks": ("clock", package.settings.clocks),
        "register": ("register", package.settings.registers),
        "figures": ("register", package.settings.registers),
    }
    for key, (word, names) in known.items():
        for name in expected.get(key) or ():
            if name not in names:
                yield f"There is no {word} '{name}'."
    status = expected.get("status")
    if status is not None and status not in package.settings.statuses:
        yield f"There is no status '{status}'."


def _process(turned: Any) -> Any:
    return turned.get("process") if isinstance(turned, Mapping) else turned


def _starts(package: Package) -> frozenset[str]:
    main = package.model.processes.get(package.settings.main)
    return frozenset(start.id for start in main.starts) if main else frozenset()


def _elements(kind: str, value: Any) -> Iterator[str]:
    if kind in TASK_STEPS and isinstance(value, str):
        yield value
    if not isinstance(value, Mapping):
        return
    named = {"open": ("start",), "send_back": ("task", "to"), "correct": ("task",)}.get(kind, ())
    for key in named:
        if isinstance(value.get(key), str):
            yield value[key]
    if kind == "expect":
        yield from (name for name in value.get("open") or () if isinstance(name, str))
