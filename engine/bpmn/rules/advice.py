"""What runs, but perhaps not as its owner means: warnings."""

from __future__ import annotations

from engine.bpmn.graph.formula import Formula
from engine.bpmn.graph.node import Node
from engine.bpmn.model import ACTIVITIES, Process
from engine.bpmn.rules.joins import starving_joins
from engine.bpmn.rules.structure import areas
from engine.bpmn.source.findings import Findings

_JOBS = frozenset({"serviceTask", "sendTask", "businessRuleTask", "scriptTask"})


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
            for link in node.links:
                if link.condition is not None and _never_true(link.condition):
                    warn(node, "flow-never-taken", f"The condition of the flow {link.id} is never true.")
            if node.kind == "boundaryEvent" and not _may_happen(node):
                label = area.nodes[node.element.attached_to or ""].element.label
                warn(node, "never-happens", f"Nothing in '{label}' throws what this event waits for.")
        for starved in starving_joins(area):
            warn(
                starved.join,
                "join-never-completes",
                f"The parallel join waits for ever for '{starved.missing.element.label}'{starved.when}.",
            )


def _never_true(condition: Formula) -> bool:
    """Whether the condition reads nothing and is not true; one that gives null may be a slip or a limit."""
    value = condition.constant()
    return value is not None and value is not True


def _may_happen(boundary: Node) -> bool:
    """Whether what a boundary event catches can come from inside the activity it hangs on."""
    event, host = boundary.element.event, boundary.area.nodes.get(boundary.element.attached_to or "")
    if host is None or event is None or event.kind not in ("error", "escalation"):
        return True
    return _throws(host, event.kind, event.code)


def _throws(node: Node, kind: str, code: str | None) -> bool:
    """Whether an error or escalation may come out of a node; jobs and called processes may throw anything."""
    if node.inner is not None:
        return any(_throws(inner, kind, code) for inner in node.inner.nodes.values())
    if node.kind == "callActivity" or (kind == "error" and node.kind in _JOBS):
        return True
    event = node.element.event
    if event is None or event.kind != kind or node.kind not in ("intermediateThrowEvent", "endEvent"):
        return False
    return code is None or event.code == code or (event.code or "").startswith("=")


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
