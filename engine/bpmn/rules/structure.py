"""How elements may stand together: starts, events in their places, flows out of gateways, reachability."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.bpmn.graph.node import Area, Node
from engine.bpmn.model import ACTIVITIES, Process
from engine.bpmn.source.findings import Findings

Find = Callable[[Node, str, str], None]

_TOP_STARTS = frozenset({None, "message", "timer", "signal"})
_EVENT_STARTS = frozenset(
    {"message", "timer", "error", "escalation", "signal", "conditional", "compensation"}
)
_PLACES: dict[str, frozenset[str | None]] = {
    "intermediateCatchEvent": frozenset({"message", "timer", "signal", "conditional", "link"}),
    "intermediateThrowEvent": frozenset({None, "message", "escalation", "signal", "link", "compensation"}),
    "endEvent": frozenset(
        {None, "message", "error", "escalation", "signal", "terminate", "compensation", "cancel"}
    ),
    "boundaryEvent": frozenset(
        {"message", "timer", "error", "escalation", "signal", "conditional", "compensation", "cancel"}
    ),
}
_AWAITED = frozenset({"message", "timer", "signal", "conditional"})


def areas(area: Area) -> Iterator[Area]:
    """An area and every area in it."""
    yield area
    for node in area.nodes.values():
        if node.inner is not None:
            yield from areas(node.inner)


def check(process: Process, findings: Findings) -> None:
    """Everything about one process that would make it run otherwise than drawn."""

    def find(node: Node, code: str, message: str) -> None:
        findings.add(process.file, node.id, code, message)

    # behind an element that is refused nothing can be reached, which says nothing of the drawing
    refused = any(one.code == "unsupported-element" for one in findings.all if one.file == process.file)
    for area in areas(process.area):
        _starts(area, process, findings, find)
        for node in area.nodes.values():
            _event(node, find)
            _flows(node, find)
            _activity(node, find)
            if node.kind == "eventBasedGateway":
                _event_gateway(node, find)
        _links(area, find)
        if not refused:
            _unreachable(area, find)


def _starts(area: Area, process: Process, findings: Findings, find: Find) -> None:
    starts = [node for node in area.nodes.values() if node.kind == "startEvent"]
    plain = [node for node in starts if node.element.event is None]
    if area.element is None:
        if not starts:
            findings.add(process.file, process.id, "no-start", "The process has no start event.")
        for node in starts:
            if node.event_kind not in _TOP_STARTS:
                find(node, "unsupported-event", f"A process cannot start by a {node.event_kind} event.")
    elif process.area.everywhere[area.element].element.event_sub_process:
        _event_sub_process(process.area.everywhere[area.element], starts, find)
        return
    elif len(starts) != 1 or not plain:
        host = process.area.everywhere[area.element]
        find(host, "no-start", "A sub-process needs exactly one plain start event.")
    if len(plain) > 1:
        find(
            plain[1],
            "several-starts",
            "There is more than one plain start event; which one begins is undecided.",
        )


def _event_sub_process(host: Node, starts: list[Node], find: Find) -> None:
    if len(starts) != 1 or starts[0].event_kind not in _EVENT_STARTS:
        find(
            host,
            "no-start",
            "An event sub-process needs exactly one start event, with an event that starts it.",
        )
        return
    if starts[0].event_kind in ("error", "compensation") and not starts[0].element.interrupting:
        find(starts[0], "always-interrupting", f"An {starts[0].event_kind} start event always interrupts.")
    if host.links or host.into or host.boundaries:
        find(host, "event-sub-process-flow", "An event sub-process has no flows and no boundary events.")


def _event(node: Node, find: Find) -> None:
    kind, element = node.event_kind, node.element
    allowed = _PLACES.get(node.kind)
    if allowed is not None and kind not in allowed:
        find(node, "unsupported-event", f"A {kind or 'plain'} event is not possible as {node.kind}.")
    if kind in ("error", "escalation") and element.event is not None:
        catching = node.kind in ("boundaryEvent", "startEvent")
        if catching and (element.event.code or "").startswith("="):
            find(
                node,
                "code-not-static",
                "The code to catch has to be written out; it cannot be an expression.",
            )
        if not catching and element.event.code is None:
            find(node, "no-code", f"The {kind} that is thrown needs a code.")
    if node.kind == "boundaryEvent":
        _boundary(node, find)
    if kind == "message":
        _message(node, find)
    if node.kind == "endEvent" and node.links:
        find(node, "flow-from-end", "An end event has no way out.")
    if node.kind == "startEvent" and node.into:
        find(node, "flow-to-start", "A start event has no way in.")


def _boundary(node: Node, find: Find) -> None:
    kind, host = node.event_kind, node.area.nodes.get(node.element.attached_to or "")
    if node.into:
        find(node, "flow-to-boundary", "A boundary event has no way in.")
    if kind in ("error", "cancel") and not node.element.interrupting:
        find(node, "always-interrupting", f"An {kind} boundary event always interrupts.")
    if kind == "cancel" and host is not None and host.kind != "transaction":
        find(node, "cancel-outside-transaction", "A cancel event belongs on a transaction.")
    if kind == "compensation":
        handler = node.area.nodes.get(node.element.handler or "")
        if node.links:
            find(node, "compensation", "A compensation event has no flow; associate it with its handler.")
        if handler is None or not handler.element.for_compensation:
            find(
                node,
                "compensation",
                "Associate the compensation event with an activity marked for compensation.",
            )


def _message(node: Node, find: Find) -> None:
    element = node.element
    throws = node.kind in ("intermediateThrowEvent", "endEvent", "sendTask")
    at_top = node.kind == "startEvent" and element.scope is None
    if not throws and not at_top and element.event is not None and element.event.key is None:
        find(
            node,
            "no-correlation-key",
            f"The message '{element.event.name}' needs a correlation key to find its case.",
        )


def _flows(node: Node, find: Find) -> None:
    plain = [link for link in node.links if link.condition is None and not link.default and link.id]
    conditional = [link for link in node.links if link.condition is not None]
    if node.kind in ("parallelGateway", "eventBasedGateway", "startEvent") and conditional:
        find(
            node,
            "condition-not-asked",
            f"Conditions on flows out of a {node.kind} are never asked; remove them.",
        )
    if node.kind == "exclusiveGateway" and len(node.links) > 1 and plain:
        message = f"The flow {plain[0].id} has no condition and is not the default."
        find(node, "flow-without-condition", message)
    if node.kind == "inclusiveGateway" and len(node.links) > 1 and plain and conditional:
        message = f"The flow {plain[0].id} has no condition and is not the default."
        find(node, "flow-without-condition", message)
    for link in conditional:
        if link.default:
            find(
                node,
                "condition-on-default",
                f"The default flow {link.id} has a condition; remove one of the two.",
            )
    if node.kind.endswith("Gateway") and not node.links:
        find(node, "gateway-without-way-out", "The gateway has no way out.")


def _activity(node: Node, find: Find) -> None:
    element = node.element
    if node.kind in ("serviceTask",) and element.job_type is None:
        find(node, "no-job-type", "The task names no operation: set the type of its task definition.")
    throwing = node.kind == "sendTask" or (
        node.kind in ("intermediateThrowEvent", "endEvent") and node.event_kind == "message"
    )
    if throwing and element.job_type is None and node.event_kind != "message":
        find(node, "no-job-type", "The task names neither an operation nor a message.")
    if node.kind == "receiveTask" and element.event is None:
        find(node, "no-message", "The receive task names no message.")
    if node.kind == "businessRuleTask" and (element.decision is None) == (element.job_type is None):
        find(node, "no-decision", "Name the decision to take (zeebe:calledDecision), or an operation.")
    if node.kind == "scriptTask" and (element.script is None) == (element.job_type is None):
        find(node, "no-script", "Write a FEEL expression with a result variable (zeebe:script).")
    if element.for_compensation and (node.into or node.links):
        find(node, "compensation", "An activity for compensation has no flows.")
    if node.kind == "transaction":
        cancels = any(
            inner.event_kind == "cancel" for inner in (node.inner.nodes.values() if node.inner else ())
        )
        if cancels and not any(boundary.event_kind == "cancel" for boundary in node.boundaries):
            find(
                node,
                "no-cancel-boundary",
                "The transaction can be cancelled, but no cancel event hangs on it.",
            )
    if node.kind == "endEvent" and node.event_kind == "cancel":
        outer = node.area.everywhere.get(node.area.element or "")
        if outer is None or outer.kind != "transaction":
            find(
                node, "cancel-outside-transaction", "A cancel end event belongs directly into a transaction."
            )


def _event_gateway(node: Node, find: Find) -> None:
    for link in node.links:
        event = link.target.event_kind
        catches = link.target.kind in ("intermediateCatchEvent", "receiveTask") and event in _AWAITED
        if not catches:
            message = f"After an event-based gateway comes an event, not '{link.target.element.label}'."
            find(node, "event-gateway", message)
        elif len(link.target.into) > 1 or link.target.boundaries:
            message = (
                f"'{link.target.element.label}' has one way in and no boundary: the event-based gateway."
            )
            find(node, "event-gateway", message)


def _links(area: Area, find: Find) -> None:
    names: dict[str | None, Node] = {}
    for node in area.nodes.values():
        if node.event_kind != "link" or node.element.event is None:
            continue
        if node.kind == "intermediateCatchEvent":
            if node.element.event.name in names:
                find(node, "link", f"There are two targets of the link '{node.element.event.name}'.")
            names[node.element.event.name] = node
        elif not node.links or node.links[0].id:
            find(node, "link", f"The link '{node.element.event.name}' has no target of this name beside it.")
        if node.kind == "intermediateThrowEvent" and any(link.id for link in node.links):
            find(node, "link", "A link has no flow of its own; the flow goes on at its target.")


def _unreachable(area: Area, find: Find) -> None:
    waiting = [
        node
        for node in area.nodes.values()
        if node.kind == "startEvent" or node.element.event_sub_process or node.element.for_compensation
    ]
    reached: set[str] = set()
    while waiting:
        node = waiting.pop()
        if node.id not in reached:
            reached.add(node.id)
            waiting.extend(link.target for link in node.links)
            waiting.extend(node.boundaries)
    for node in area.nodes.values():
        if node.id not in reached and (node.kind in ACTIVITIES or node.kind != "boundaryEvent"):
            find(node, "unreachable", f"No way leads to '{node.element.label}'.")
