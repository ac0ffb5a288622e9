"""Diagrams in two spellings: Camunda 8 with FEEL for Amends, plain BPMN with Python for the stock engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    'xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="file" '
    'targetNamespace="https://amends.example/benchmarks" '
    'modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.8.0">'
)
FEEL, PYTHON = "feel", "python"


@dataclass
class Diagram:
    """A process being drawn. Conditions are given in both languages; `language` chooses."""

    process: str
    language: str = FEEL
    forms: dict[str, str] = field(default_factory=dict)  # task -> form id
    count: int = 0  # of elements, sub-processes included
    _parts: list[str] = field(default_factory=list)
    _lane: list[str] = field(default_factory=list)

    def node(self, tag: str, node: str, extension: str = "", body: str = "", **attributes: str) -> None:
        """Any flow node."""
        self.count += 1
        written = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
        inside = f"<bpmn:extensionElements>{extension}</bpmn:extensionElements>" if extension else ""
        self._parts.append(f'<bpmn:{tag} id="{node}" name="{node}"{written}>{inside}{body}</bpmn:{tag}>')
        self._lane.append(node)

    def start(self, node: str) -> None:
        """A plain start event."""
        self.node("startEvent", node)

    def end(self, node: str) -> None:
        """A plain end event."""
        self.node("endEvent", node)

    def user(self, *nodes: str, form: str | None = None) -> None:
        """User tasks, with a form where one is named."""
        for node in nodes:
            asked = f'<zeebe:formDefinition formId="{form}"/>' if form else ""
            self.node("userTask", node, f"<zeebe:userTask/>{asked}" if self.language == FEEL else "")

    def split(self, node: str, default: str) -> None:
        """An exclusive gateway whose default flow leads to this node."""
        self.node("exclusiveGateway", node, default=f"f_{node}_{default}")

    def merge(self, *nodes: str) -> None:
        """Exclusive gateways that only merge."""
        for node in nodes:
            self.node("exclusiveGateway", node)

    def parallel(self, *nodes: str) -> None:
        """Parallel gateways."""
        for node in nodes:
            self.node("parallelGateway", node)

    def rule(self, node: str, decision: str, result: str) -> None:
        """A business rule task."""
        if self.language == FEEL:
            called = f'<zeebe:calledDecision decisionId="{decision}" resultVariable="{result}"/>'
            self.node("businessRuleTask", node, called)
            return
        self.count += 1
        self._parts.append(
            f'<bpmn:businessRuleTask id="{node}" name="{node}" camunda:decisionRef="{decision}"/>'
        )

    def deadline(self, node: str, host: str, duration: str, *, interrupting: bool) -> None:
        """A boundary timer."""
        spelled = duration if self.language == FEEL else f'"{duration}"'
        timer = (
            '<bpmn:timerEventDefinition><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">'
            f"{spelled}</bpmn:timeDuration></bpmn:timerEventDefinition>"
        )
        cancels = "true" if interrupting else "false"
        self.node("boundaryEvent", node, "", timer, attachedToRef=host, cancelActivity=cancels)

    def inside(self, node: str, inner: Diagram) -> None:
        """A sub-process."""
        self.node("subProcess", node, "", "".join(inner._parts))
        self.count += inner.count

    def path(self, *nodes: str) -> None:
        """Flows from each node to the next."""
        for source, target in pairwise(nodes):
            self.flow(source, target)

    def flow(self, source: str, target: str, feel: str = "", python: str = "") -> None:
        """A flow, with its condition in both languages."""
        condition = feel if self.language == FEEL else python
        body = (
            '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">'
            f"{escape(condition)}</bpmn:conditionExpression>"
            if condition
            else ""
        )
        self._parts.append(
            f'<bpmn:sequenceFlow id="f_{source}_{target}" sourceRef="{source}" targetRef="{target}">'
            f"{body}</bpmn:sequenceFlow>"
        )

    def xml(self, lane: str | None = None) -> bytes:
        """The file; with a lane, everything lies in it."""
        nodes = "".join(f"<bpmn:flowNodeRef>{node}</bpmn:flowNodeRef>" for node in self._lane)
        lanes = (
            f'<bpmn:laneSet id="lanes"><bpmn:lane id="lane" name="{lane}">{nodes}</bpmn:lane></bpmn:laneSet>'
        )
        return (
            f'{HEAD}<bpmn:process id="{self.process}" name="{self.process}" isExecutable="true">'
            f"{lanes if lane else ''}{''.join(self._parts)}</bpmn:process></bpmn:definitions>"
        ).encode()
