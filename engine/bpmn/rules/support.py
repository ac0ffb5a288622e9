"""What this engine does not run is refused by name: elements, attributes, scripts."""

from __future__ import annotations

from engine.bpmn.model import ACTIVITIES, EVENTS, GATEWAYS
from engine.bpmn.source.findings import Findings
from engine.bpmn.source.xml import BPMN, XmlNode, children, local_name, text_of

_FLOW_NODES = ACTIVITIES | EVENTS | GATEWAYS
_DRAWN_ONLY = frozenset(
    {
        "documentation",
        "extensionElements",
        "incoming",
        "outgoing",
        "laneSet",
        "sequenceFlow",
        "dataObject",
        "dataObjectReference",
        "dataStoreReference",
        "textAnnotation",
        "association",
        "group",
        "auditing",
        "monitoring",
        "category",
    }
)
_EVENT_DEFINITIONS = frozenset(
    f"{kind}EventDefinition"
    for kind in (
        "message",
        "timer",
        "error",
        "escalation",
        "signal",
        "conditional",
        "link",
        "terminate",
        "compensate",
        "cancel",
    )
)
_INSIDE = _DRAWN_ONLY | {
    "standardLoopCharacteristics",
    "multiInstanceLoopCharacteristics",
    "script",
    "eventDefinitionRef",
}
_ROOTS = frozenset(
    {
        "documentation",
        "extensionElements",
        "process",
        "collaboration",
        "message",
        "signal",
        "error",
        "escalation",
        "category",
        "dataStore",
        "correlationProperty",  # refused by name where it is read
        "itemDefinition",
        "interface",
        "import",
    }
)
_INSTEAD = {
    "complexGateway": "A complex gateway is not run; draw its rule with other gateways.",
    "adHocSubProcess": "An ad-hoc sub-process is not run; draw the order, or a multi-instance activity.",
    "ioSpecification": "BPMN's own data mapping is not run; use an ioMapping.",
    "potentialOwner": "Give candidates by lane or assignmentDefinition; resource roles are not read.",
    "humanPerformer": "Give candidates by lane or assignmentDefinition; resource roles are not read.",
    "performer": "Give candidates by lane or assignmentDefinition; resource roles are not read.",
    "correlationSubscription": "Give the message a correlation key instead.",
}
# attribute: the only value that is run
_ONLY = {
    "startQuantity": "1",
    "completionQuantity": "1",
    "instantiate": "false",
    "eventGatewayType": "Exclusive",
    "behavior": "All",
    "ordering": "Parallel",
}


def check(root: XmlNode, file: str, findings: Findings) -> None:
    """Every element and attribute of a file that would not be run as BPMN says."""
    for child in root.iterchildren(BPMN + "*"):
        if local_name(child) not in _ROOTS:
            findings.add(file, child, "unsupported-element", f"A {local_name(child)} is not supported.")
    for process in children(root, "process"):
        if process.get("isExecutable") != "true":
            message = "The process is not marked as executable and is not run."
            findings.add(file, process, "not-executable", message, "warning")
        else:
            _area(process, file, findings)


def _area(area: XmlNode, file: str, findings: Findings) -> None:
    for node in children(area):
        name = local_name(node)
        if name in _FLOW_NODES:
            _node(node, file, findings)
        elif name not in (_DRAWN_ONLY if area.tag == BPMN + "process" else _INSIDE):
            message = _INSTEAD.get(name, f"A {name} is not run.")
            findings.add(file, node, "unsupported-element", message)
        if name in ("subProcess", "transaction"):
            _area(node, file, findings)
        if name in _FLOW_NODES | {"sequenceFlow"} and not node.get("id"):
            findings.add(file, node, "no-id", f"A {name} has no id.")


def _node(node: XmlNode, file: str, findings: Findings) -> None:
    for attribute, only in _ONLY.items():
        if node.get(attribute) not in (None, only):
            message = f"The attribute {attribute} is only run as {only}."
            findings.add(file, node, "unsupported-attribute", message)
    if local_name(node) in ("subProcess", "transaction"):
        return
    for child in children(node):
        name = local_name(child)
        if name in ("dataInputAssociation", "dataOutputAssociation", "property", "inputSet", "outputSet") or (
            name in ("dataInput", "dataOutput")
        ):
            message = "Data associations are drawing only; variables are mapped by an ioMapping."
            findings.add(file, node, "data-association", message, "warning")
        elif name.endswith("EventDefinition"):
            _event_definition(child, node, file, findings)
        elif name not in _INSIDE:
            findings.add(file, node, "unsupported-element", _INSTEAD.get(name, f"A {name} is not run."))
        if name in ("multiInstanceLoopCharacteristics",) and child.get("behavior") not in (None, "All"):
            message = "Only the end of all instances can be waited for; remove behavior."
            findings.add(file, node, "unsupported-attribute", message)
    if local_name(node) == "scriptTask" and (
        text_of(next(iter(children(node, "script")), None)) or node.get("scriptFormat")
    ):
        language = node.get("scriptFormat") or "script"
        message = (
            f"The {language} is not run: write one FEEL expression (zeebe:script) with a result variable."
        )
        findings.add(file, node, "script-language", message)


def _event_definition(child: XmlNode, node: XmlNode, file: str, findings: Findings) -> None:
    if local_name(child) not in _EVENT_DEFINITIONS:
        findings.add(file, node, "unsupported-event", f"A {local_name(child)} is not run.")
    for part in children(child):
        language = part.get("language")
        if language and "feel" not in str(language).lower():
            findings.add(file, node, "language", f"Expressions are FEEL, not {language}.")
        if local_name(part) in ("operationRef", "dataInput", "dataOutput"):
            findings.add(file, node, "unsupported-element", f"{local_name(part)} is not read.")
