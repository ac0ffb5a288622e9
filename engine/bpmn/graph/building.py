"""Compiles the elements of a process into nodes and links; every text that does not compile is a finding."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from engine.bpmn.errors import TimerUnreadable
from engine.bpmn.graph.formula import Formula, feel, text_or_feel
from engine.bpmn.graph.node import Area, Link, MappingLine, Node
from engine.bpmn.graph.reach import find_reach
from engine.bpmn.graph.timing import looks_like_cron
from engine.bpmn.model import Element, VariableMapping
from engine.bpmn.schedule import check_timer
from engine.bpmn.source.findings import Findings
from engine.feel.errors import FeelError

_NAME = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")
_PATH = re.compile(r"=?\s*([^\W\d]\w*)(\.[^\W\d]\w*)*\s*")
_JUEL = re.compile(r"[$#]\{")
CRON = (
    "is cron text, which is not read here. Write an ISO cycle with its begin: "
    "R/2026-01-05T09:00:00@Europe/Amsterdam/P1W is every Monday at nine. For several days of the week draw "
    "a timer for each."
)


class Builder:
    """Builds the area of one process."""

    def __init__(self, process: str, file: str, findings: Findings) -> None:
        """Nothing built yet."""
        self.process = process
        self.file = file
        self.findings = findings
        self.area = Area(process, None)
        self.nodes = self.area.everywhere

    def build(self, drawn: Iterable[tuple[Element, Any]]) -> Area:
        """All nodes, then what connects them."""
        for element, spec in drawn:
            self._node(element, spec)
        for node in self.nodes.values():
            self._connect(node)
        self._link_events()
        for node in self.nodes.values():
            if node.kind == "inclusiveGateway" and len(node.into) > 1:
                node.reach = find_reach(node)
        return self.area

    def _node(self, element: Element, spec: Any) -> None:
        host = self.nodes.get(element.scope or "")
        inside = self.area if element.scope is None else host.inner if host is not None else None
        if inside is None or element.id in self.nodes:
            return  # the id is used twice, which has been said
        node = Node(id=element.id, kind=element.kind, element=element, area=inside, spec=spec)
        inside.nodes[element.id] = self.nodes[element.id] = node
        if element.kind in ("subProcess", "transaction"):
            node.inner = Area(self.process, element.id, everywhere=self.nodes)
        self._count(element)
        if element.kind == "startEvent" and element.event is None and inside.start is None:
            inside.start = node
        self._formulas(node)

    def _count(self, element: Element) -> None:
        scope = element.scope
        while scope is not None:
            self.nodes[scope].size += 1
            scope = self.nodes[scope].element.scope

    def _connect(self, node: Node) -> None:
        element = node.element
        for flow in element.outgoing:
            target = node.area.nodes.get(flow.target)
            if target is None:
                continue
            condition = self.compile(flow.condition, flow.id, feel) if flow.condition else None
            link = Link(flow.id, node, target, condition, flow.default)
            node.links.append(link)
            target.into.append(link)
        host = node.area.nodes.get(element.attached_to) if element.attached_to else None
        if host is not None:
            host.boundaries.append(node)
            if node.event_kind == "compensation":
                host.handler = node.area.nodes.get(element.handler or "")
        if element.event_sub_process and node.inner is not None:
            starts = [inner for inner in node.inner.nodes.values() if inner.kind == "startEvent"]
            node.catches = starts[0] if starts else None
            if starts and starts[0].event_kind == "compensation":
                node.area.compensation = node
            elif starts:
                node.area.event_sub_processes.append(node)

    def _link_events(self) -> None:
        """A link throw event jumps to the catch event of the same name in its area."""
        catches = {
            (id(node.area), node.element.event.name): node
            for node in self.nodes.values()
            if node.kind == "intermediateCatchEvent"
            and node.element.event
            and node.element.event.kind == "link"
        }
        for node in self.nodes.values():
            if (
                node.kind == "intermediateThrowEvent"
                and node.element.event
                and node.element.event.kind == "link"
            ):
                target = catches.get((id(node.area), node.element.event.name))
                if target is not None:
                    link = Link("", node, target)
                    node.links.append(link)
                    target.into.append(link)

    def compile(self, text: str, element: str, how: Callable[[str], Formula]) -> Formula | None:
        """A formula, or None and a finding."""
        if _JUEL.search(text):
            self._find(element, "juel", f"'{text}' is JUEL; write FEEL.")
            return None
        try:
            return how(text)
        except FeelError as error:
            self._find(element, "expression", f"'{text}' does not compile: {error}.")
            return None

    def _find(self, element: str, code: str, message: str) -> None:
        self.findings.add(self.file, element, code, message)

    def _formulas(self, node: Node) -> None:
        element = node.element
        texts: list[tuple[str, str | None, Callable[[str], Formula]]] = [
            ("job_type", element.job_type, text_or_feel),
            ("retries", element.retries, text_or_feel),
            ("decision", element.decision, text_or_feel),
            ("called", element.called, text_or_feel),
            ("script", element.script, feel),
            ("assignee", element.assignment.assignee, text_or_feel),
            ("groups", element.assignment.groups, text_or_feel),
            ("users", element.assignment.users, text_or_feel),
            ("due", element.assignment.due, text_or_feel),
            ("follow_up", element.assignment.follow_up, text_or_feel),
            ("priority", element.assignment.priority, text_or_feel),
        ]
        if element.loop is not None:
            texts += [
                ("collection", element.loop.collection, feel),
                ("output_element", element.loop.output_element, feel),
                ("completion", element.loop.completion, feel),
                ("loop_condition", element.loop.condition, feel),
            ]
            collected = _PATH.fullmatch(element.loop.output_element or "")
            if collected:
                node.formulas["collected"] = text_or_feel(collected[1])
        if element.event is not None:
            timer = element.event.kind == "timer"
            texts += [
                ("name", element.event.name, text_or_feel),
                ("code", element.event.code, text_or_feel),
                ("key", element.event.key, feel),
                ("timer" if timer else "condition", element.event.text, text_or_feel if timer else feel),
            ]
        for attribute, text, how in texts:
            formula = self.compile(text, element.id, how) if text is not None else None
            if formula is not None:
                node.formulas[attribute] = formula
        self._check_timer(node)
        node.inputs = self._lines(element, element.inputs)
        node.outputs = self._lines(element, element.outputs)

    def _check_timer(self, node: Node) -> None:
        formula, event = node.formulas.get("timer"), node.element.event
        if formula is None or event is None:
            return
        value = formula.text if formula.expression is None else formula.constant()
        if value is None:
            return
        try:
            check_timer(event.timer or "", str(value))
        except TimerUnreadable:
            said = CRON if looks_like_cron(formula.text) else f"is no {event.timer} that can be read."
            self._find(node.id, "timer", f"'{formula.text}' {said}")

    def _lines(self, element: Element, mappings: tuple[VariableMapping, ...]) -> list[MappingLine]:
        lines = []
        for mapping in mappings:
            source = self.compile(mapping.source, element.id, text_or_feel)
            if not _NAME.fullmatch(mapping.target):
                self._find(
                    element.id, "variable-name", f"'{mapping.target}' cannot be the name of a variable."
                )
            elif source is not None:
                lines.append(MappingLine(source, tuple(mapping.target.split("."))))
        return lines
