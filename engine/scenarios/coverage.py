"""What the stories of a package can prove, and what they have: flows, events, rules and escalations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import simplejson
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.bpmn.model import Element, Process
from engine.cases.models import Case
from engine.clocks.models import Escalation
from engine.dmn.model import Decisions, Table
from engine.library.package import Package
from engine.timeline.models import Payload, TimelineEntry

FLOW, BOUNDARY, EVENT_SUB_PROCESS = "sequence flow", "boundary event", "event sub-process"
RULE, LEVEL = "decision rule", "escalation level"
KINDS = {
    FLOW: "sequence flows",
    BOUNDARY: "boundary events",
    EVENT_SUB_PROCESS: "event sub-processes",
    RULE: "decision rules",
    LEVEL: "escalation levels",
}

Mark = tuple[str, str, str]  # kind, the process or table it lies in, its id there
Walked = frozenset[Mark]


@dataclass(frozen=True, kw_only=True)
class Provable:
    """One thing that some story must make happen, in words for the package's owner."""

    kind: str
    file: str
    place: str
    id: str
    words: str

    @property
    def mark(self) -> Mark:
        """What a run leaves behind when it has happened."""
        return (self.kind, self.place, self.id)


def provable(package: Package) -> tuple[Provable, ...]:
    """Everything of a package that its stories must walk, kind by kind in the order of the files."""
    drawn = [one for process in package.model.processes.values() for one in _drawn(process)]
    in_order = sorted(drawn, key=lambda one: tuple(KINDS).index(one.kind))
    return (*in_order, *_rules(package), *_levels(package))


def walked_in(session: Session, package: Package) -> Walked:
    """What the timelines and escalations of this package's cases tell of."""
    found: set[Mark] = set()
    processes = package.model.processes
    for verb, content in session.execute(
        select(TimelineEntry.verb, Payload.content)
        .join(Payload, Payload.id == TimelineEntry.payload_id)
        .join(Case, Case.id == TimelineEntry.case_id)
        .where(Case.process == package.key, Payload.content.is_not(None))
    ):
        payload = simplejson.loads(content or b"{}")
        for move, process, element in payload.get("walk", ()):
            if move == "took":
                found.add((FLOW, process, element))
            elif move == "entered" and process in processes:
                kind = _kind(processes[process], processes[process].elements.get(element))
                found |= {(kind, process, element)} if kind else set()
        if verb == "decision made":
            told = payload.get("tables", ())
            found |= {(RULE, one["table"], rule["rule"]) for one in told for rule in one["rules"]}
    raised = select(Escalation).join(Case, Case.id == Escalation.case_id).where(Case.process == package.key)
    for row in session.scalars(raised):
        found |= {(LEVEL, "", str(row.level)), (LEVEL, row.clock or row.code, f"{row.level} {row.code}")}
    return frozenset(found)


def _drawn(process: Process) -> Iterator[Provable]:
    for flow in process.flows:
        ends = (process.elements[flow.source].label, process.elements[flow.target].label)
        words = " -> ".join(ends) + (f" ({flow.name})" if flow.name else "")
        yield Provable(kind=FLOW, file=process.file, place=process.id, id=flow.id, words=words)
    for element in process.elements.values():
        kind = _kind(process, element)
        if kind is not None:
            hung = process.elements.get(element.attached_to or element.scope or "")
            words = element.label + (f" (at {hung.label})" if hung else "")
            yield Provable(kind=kind, file=process.file, place=process.id, id=element.id, words=words)


def _kind(process: Process, element: Element | None) -> str | None:
    """What an element that was entered proves, beside the flows to it."""
    if element is None:
        return None
    if element.kind == "boundaryEvent":
        # Compensation is never entered: the handler is, when something is compensated.
        return None if element.event is not None and element.event.kind == "compensation" else BOUNDARY
    scope = process.elements.get(element.scope or "")
    begins = element.kind == "startEvent" and scope is not None and scope.event_sub_process
    return EVENT_SUB_PROCESS if begins else None


def _rules(package: Package) -> Iterator[Provable]:
    models: dict[str, Decisions] = {one.file: one for one in package.decisions.values()}
    for model in models.values():
        for one in model.elements.values():
            for table in _tables(getattr(one, "logic", None)):
                for row, rule in enumerate(table.rules, 1):
                    words = f"{one.name}, rule {row}"
                    said = next((note for note in (*rule.annotations, rule.description) if note), "")
                    told = f"{words}: {said}" if said else f"{words}: {' | '.join(rule.tests)}"
                    yield Provable(kind=RULE, file=model.file, place=one.name, id=rule.id, words=told)


def _tables(logic: Any) -> Iterator[Table]:
    """The decision tables in a boxed expression, however deep it is boxed."""
    if isinstance(logic, Table):
        yield logic
    elif isinstance(logic, tuple):
        for one in logic:
            yield from _tables(one)
    elif is_dataclass(logic):
        for field in fields(logic):
            yield from _tables(getattr(logic, field.name))


def _levels(package: Package) -> Iterator[Provable]:
    settings = package.settings
    wanted: dict[tuple[str, str], str] = {}
    for level, group in settings.levels.items():
        wanted["", str(level)] = f"level {level} ({settings.groups[group].title})"
    for clock in settings.clocks.values():
        for point in clock.points:
            words = f"{clock.title}: level {point.level} at {point.at}"
            wanted.setdefault((clock.key, f"{point.level} {point.code}"), words)
    for rule in settings.escalation_rules:
        wanted.setdefault((rule.code, f"{rule.level} {rule.code}"), f"level {rule.level} when {rule.when}")
    file = f"processes/{package.key}/process.yaml"
    for (place, identity), words in wanted.items():
        yield Provable(kind=LEVEL, file=file, place=place, id=identity, words=words)
