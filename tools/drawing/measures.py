"""Figures of a drawing that have a limit: crossings, ways back, bends, width, number of nodes, names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product

from lxml.etree import _Element as Element

from tools.drawing.faults import Fault, Plane, planes
from tools.drawing.geometry import hit, spans
from tools.drawing.notation import children, every, identity, is_flow_node, kind

LONGEST_TASK = 28  # letters: three lines of a task
LONGEST_QUESTION = 3  # words at a fork


@dataclass(frozen=True, kw_only=True)
class Measures:
    """The figures of one plane; width in pixels, bends per flow."""

    nodes: int
    crossings: int
    back: int
    bends: float
    width: float


LIMITS = Measures(nodes=65, crossings=4, back=4, bends=1.0, width=3_000)


def measures(root: Element) -> list[Measures]:
    """The figures of every plane of the file."""
    return [_measured(plane) for plane in planes(root)]


def _measured(plane: Plane) -> Measures:
    flows = {i: line for i, line in plane.lines.items() if kind(plane.nodes[i]) == "sequenceFlow"}
    legs = {i: spans(line) for i, line in plane.lines.items()}
    crossings = sum(
        hit(a, b)
        for f, g in combinations(plane.lines, 2)
        for a, b in product(legs[f], legs[g])
        if (a[2] > 0) != (b[2] > 0)
    )
    return Measures(
        nodes=sum(is_flow_node(plane.nodes[i]) for i in plane.boxes),
        crossings=crossings,
        back=sum(_goes_back(plane, i) for i in flows),
        bends=sum(len(line) - 2 for line in flows.values()) / max(len(flows), 1),
        width=max(x + w for x, _, w, _ in plane.boxes.values())
        - min(x for x, _, _, _ in plane.boxes.values()),
    )


def _goes_back(plane: Plane, flow: str) -> bool:
    source, target = (plane.boxes[plane.nodes[flow].get(end, "")] for end in ("sourceRef", "targetRef"))
    return target[0] + target[2] < source[0]


def excesses(root: Element) -> list[str]:
    """The figures above their limit, in words."""
    found = []
    for number, measured in enumerate(measures(root), 1):
        for name in ("nodes", "crossings", "back", "bends", "width"):
            value, limit = getattr(measured, name), getattr(LIMITS, name)
            if value > limit:
                found.append(f"plane {number}: {name} {value:g}, at most {limit:g}")
    return found


def poor_names(root: Element) -> list[Fault]:
    """Names that are too long, questions without a mark, ways out of a question without an answer."""
    found: list[Fault] = []
    for process in every(root, "bpmn:process", "bpmn:subProcess"):
        flows = children(process, "sequenceFlow")
        for node in children(process):
            name = node.get("name", "")
            if kind(node).endswith("Task") and not 0 < len(name) <= LONGEST_TASK:
                found.append(Fault(what="task's name", where=identity(node)))
            out = [flow for flow in flows if flow.get("sourceRef") == identity(node)]
            if kind(node) in ("exclusiveGateway", "inclusiveGateway") and len(out) > 1:
                found += _fork(node, out)
    return sorted(found)


def _fork(node: Element, out: list[Element]) -> Iterator[Fault]:
    question = node.get("name", "")
    if not question.endswith("?") or len(question.split()) > LONGEST_QUESTION:
        yield Fault(what="fork is no question of three words", where=identity(node))
    for flow in out:
        if not flow.get("name"):
            yield Fault(what="answer without a name", where=identity(flow))
