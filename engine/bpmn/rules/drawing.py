"""Whether everything that runs can be seen: drawing information for every node and flow."""

from __future__ import annotations

from engine.bpmn.model import ACTIVITIES, EVENTS, GATEWAYS
from engine.bpmn.source.findings import Findings
from engine.bpmn.source.xml import BPMN, DI, XmlNode, local_name

_SHAPES = ACTIVITIES | EVENTS | GATEWAYS


def check(root: XmlNode, file: str, findings: Findings) -> None:
    """Warn once for a file without any drawing, else for each element that is missing in it."""
    shapes = {str(shape.get("bpmnElement")) for shape in root.iter(DI + "BPMNShape")}
    edges = {str(edge.get("bpmnElement")) for edge in root.iter(DI + "BPMNEdge")}
    if not shapes:
        message = "The file has no drawing information; open and save it in a modeler."
        findings.add(file, None, "no-drawing", message, "warning")
        return
    for process in root.iterchildren(BPMN + "process"):
        for node in process.iter(BPMN + "*"):
            name = local_name(node)
            if name in _SHAPES and node.get("id") not in shapes:
                findings.add(file, node, "not-drawn", f"This {name} is not drawn.", "warning")
            if name == "sequenceFlow" and node.get("id") not in edges:
                findings.add(file, node, "not-drawn", "This flow is not drawn.", "warning")
