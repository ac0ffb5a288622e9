"""Ids that are used twice, and references that lead nowhere."""

from __future__ import annotations

from collections.abc import Mapping

from engine.bpmn.model import ACTIVITIES, EVENTS, GATEWAYS, Process
from engine.bpmn.source.findings import Findings
from engine.bpmn.source.xml import BPMN, XmlNode, children, local_name

_FLOW_NODES = ACTIVITIES | EVENTS | GATEWAYS


def check(root: XmlNode, file: str, findings: Findings) -> None:
    """References within one file."""
    _duplicates(root, file, findings)
    for process in children(root, "process"):
        if process.get("isExecutable") == "true":
            _area(process, file, findings)
            _lanes(process, file, findings)


def _duplicates(root: XmlNode, file: str, findings: Findings) -> None:
    seen: set[str] = set()
    for node in root.iter(BPMN + "*"):
        identity = node.get("id")
        if identity is None:
            continue
        if identity in seen:
            findings.add(file, node, "duplicate-id", f"The id {identity} is used twice.")
        seen.add(str(identity))


def _area(area: XmlNode, file: str, findings: Findings) -> None:
    """Flows and attachments stay inside one process or sub-process."""
    nodes = {str(node.get("id")): node for node in children(area) if local_name(node) in _FLOW_NODES}
    # what is not run has been refused by its own name, and its flows lead somewhere all the same
    drawn = nodes.keys() | {str(node.get("id")) for node in children(area) if _is_refused(local_name(node))}
    flows = {str(flow.get("id")): flow for flow in children(area, "sequenceFlow")}
    for flow in flows.values():
        for attribute, word in (("sourceRef", "comes from"), ("targetRef", "leads to")):
            if flow.get(attribute) not in drawn:
                message = f"The flow {word} {flow.get(attribute)}, which is not drawn in the same process."
                findings.add(file, flow, "dangling-flow", message)
    for identity, node in nodes.items():
        default = node.get("default")
        if default is not None and (default not in flows or flows[str(default)].get("sourceRef") != identity):
            message = f"The default flow {default} does not leave this element."
            findings.add(file, node, "dangling-reference", message)
        if local_name(node) == "boundaryEvent":
            host = nodes.get(str(node.get("attachedToRef")))
            if host is None or local_name(host) not in ACTIVITIES:
                message = (
                    f"The boundary event hangs on {node.get('attachedToRef')}, which is no activity here."
                )
                findings.add(file, node, "dangling-reference", message)
        if local_name(node) in ("subProcess", "transaction"):
            _area(node, file, findings)


def _is_refused(name: str) -> bool:
    return name not in _FLOW_NODES and name.endswith(
        ("Gateway", "SubProcess", "Task", "Event", "Choreography")
    )


def _lanes(process: XmlNode, file: str, findings: Findings) -> None:
    known = {str(node.get("id")) for node in process.iter(BPMN + "*") if node.get("id")}
    for reference in process.iter(BPMN + "flowNodeRef"):
        name = (reference.text or "").strip()
        if name not in known:
            findings.add(file, reference, "dangling-reference", f"The lane holds {name}, which is not drawn.")
    for lane in process.iter(BPMN + "lane"):
        if not (lane.get("name") or "").strip():
            findings.add(
                file, lane, "lane-without-name", "The lane has no name, so no group works in it.", "warning"
            )


def check_calls(process: Process, processes: Mapping[str, Process], findings: Findings) -> None:
    """Called processes exist in the model and can be called."""
    for element in process.elements.values():
        if element.kind != "callActivity":
            continue
        if element.called is None:
            message = "The call activity names no process: set zeebe:calledElement with its processId."
            findings.add(process.file, element.id, "incomplete-extension", message)
        elif not element.called.startswith("="):
            called = processes.get(element.called)
            if called is None:
                message = f"There is no process '{element.called}' to call."
                findings.add(process.file, element.id, "missing-process", message)
            elif called.area.start is None:
                message = f"'{element.called}' has no plain start event, so it cannot be called."
                findings.add(process.file, element.id, "no-start", message)
