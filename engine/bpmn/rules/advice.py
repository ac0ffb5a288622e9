"""What runs, but perhaps not as its owner means: warnings."""

from __future__ import annotations

from engine.bpmn.graph.node import Node
from engine.bpmn.model import ACTIVITIES, Process
from engine.bpmn.rules.joins import starving_joins
from engine.bpmn.rules.structure import areas
from engine.bpmn.source.findings import Findings


def check(process: Process, findings: Findings) -> None:
    """Warnings about one process."""

    def warn(node: Node, code: str, message: str) -> None:
        findings.add(process.file, node.id, code, message, "warning")

    for area in areas(process.area):
        reaching = _reaching_an_end(list(area.nodes.values()))
        for node in area.nodes.values():
            if node.kind == "userTask" and not node.element.native:
                warn(node, "not-native", "Mark the user task as Camunda user task (zeebe:userTask).")
            if _may_fail(node):
                warn(
                    node,
                    "no-default-flow",
                    "If no condition holds the case gets stuck here: draw a default flow.",
                )
            if node.id not in reaching and node.kind != "boundaryEvent":
                warn(node, "no-way-to-end", f"From '{node.element.label}' no way leads to an end.")
        for starved in starving_joins(area):
            warn(
                starved.join,
                "join-never-completes",
                f"The parallel join waits for ever for '{starved.missing.element.label}'{starved.when}.",
            )


def _may_fail(node: Node) -> bool:
    """All ways out have conditions and none is the default."""
    asked = node.kind in ("exclusiveGateway", "inclusiveGateway") or node.kind in ACTIVITIES
    return asked and bool(node.links) and all(link.condition is not None for link in node.links)


def _reaching_an_end(nodes: list[Node]) -> set[str]:
    waiting = [node for node in nodes if not node.links]
    reaching: set[str] = set()
    while waiting:
        node = waiting.pop()
        if node.id not in reaching:
            reaching.add(node.id)
            waiting.extend(link.source for link in node.into)
            host = node.area.nodes.get(node.element.attached_to or "")
            if host is not None:
                waiting.append(host)
    return reaching
