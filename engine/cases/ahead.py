"""What comes next in a case, as its diagram says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.bpmn.model import Element, Model, Process

MOST = 8  # steps named; beyond, the drawing tells more than a list
WORTH_NAMING = frozenset(
    {"userTask", "receiveTask", "intermediateCatchEvent", "callActivity", "subProcess", "endEvent"}
)


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """A step that may follow. `certain` says that nothing has to be decided on the way."""

    process_id: str
    element: str
    name: str
    kind: str
    lane: str | None
    certain: bool


def steps_ahead(model: Model, standing: Iterable[tuple[str, str]]) -> tuple[NextStep, ...]:
    """The next steps for people and events after the places where a case stands, nearest first."""
    found: dict[tuple[str, str], NextStep] = {}
    for process_id, element_id in standing:
        process = model.processes.get(process_id)
        element = process.elements.get(element_id) if process else None
        # What stands ready beside the tokens (borders, event sub-processes) says nothing about the way ahead.
        if process is None or element is None or element.kind in {"startEvent", "boundaryEvent"}:
            continue
        for step in _after(process, element):
            found.setdefault((step.process_id, step.element), step)
    return tuple(found.values())[:MOST]


def _after(process: Process, start: Element) -> list[NextStep]:
    """Walk the flows from an element to the next steps worth naming, through everything automatic."""
    steps: list[NextStep] = []
    seen = {start.id}
    walk = [(flow.target, not _chooses(start)) for flow in start.outgoing]
    for target, certain in walk:  # grows while it is walked: breadth first
        if target in seen:
            continue
        seen.add(target)
        element = process.elements[target]
        if element.kind in WORTH_NAMING and (element.name or element.kind != "endEvent"):
            steps.append(
                NextStep(
                    process_id=process.id,
                    element=element.id,
                    name=element.label,
                    kind=element.kind,
                    lane=element.lane,
                    certain=certain,
                )
            )
            continue
        walk.extend((flow.target, certain and not _chooses(element)) for flow in element.outgoing)
    return steps


def _chooses(element: Element) -> bool:
    """Whether not every way out of this element is taken."""
    if element.kind == "parallelGateway":
        return False
    return len(element.outgoing) > 1 and element.kind.endswith("Gateway")
