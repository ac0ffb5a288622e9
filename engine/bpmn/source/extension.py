"""The extension elements (`zeebe:`) of one node: read, or refused by name. Nothing is passed over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from lxml import etree

from engine.bpmn.model import Assignment, VariableMapping
from engine.bpmn.source.findings import Findings
from engine.bpmn.source.vocabulary import FOREIGN, KNOWN, REFUSED, REFUSED_ATTRIBUTES, TEMPLATE
from engine.bpmn.source.xml import BPMN, MODELER, ZEEBE, XmlNode, local_name


@dataclass(kw_only=True)
class Extension:
    """What the extension elements of one node say, still as written."""

    form: str | None = None
    native: bool = False
    assignment: Assignment = field(default_factory=Assignment)
    job_type: str | None = None
    retries: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    properties: dict[str, str] = field(default_factory=dict)
    inputs: tuple[VariableMapping, ...] = ()
    outputs: tuple[VariableMapping, ...] = ()
    decision: str | None = None
    result: str | None = None
    script: str | None = None
    called: str | None = None
    gives_all: bool = True
    takes_all: bool = True
    version_tag: str | None = None
    key: str | None = None
    loop: dict[str, str] = field(default_factory=dict)


def read_extension(node: XmlNode, file: str, findings: Findings) -> Extension:
    """Everything in the node's own bpmn:extensionElements; what is unknown becomes a finding."""
    return _Reader(node, file, findings).read()


class _Reader:
    """Reads one node; a method for each element we know."""

    def __init__(self, node: XmlNode, file: str, findings: Findings) -> None:
        self.node = node
        self.file = file
        self.findings = findings
        self.found = Extension()
        self.known: dict[str, Callable[[XmlNode], None]] = {
            "formDefinition": self.form,
            "userTask": self.user_task,
            "assignmentDefinition": self.assignment,
            "taskSchedule": self.schedule,
            "priorityDefinition": self.priority,
            "taskDefinition": self.job,
            "taskHeaders": self.headers,
            "ioMapping": self.mapping,
            "calledDecision": self.decision,
            "calledElement": self.call,
            "script": self.script,
            "properties": self.properties,
            "versionTag": self.version_tag,
            "subscription": self.subscription,
            "loopCharacteristics": self.loop,
        }

    def read(self) -> Extension:
        self.foreign_attributes()
        for holder in self.node.iterchildren(BPMN + "extensionElements"):
            for child in holder.iterchildren("{*}*"):
                self.element(child)
        return self.found

    def refuse(self, code: str, message: str, level: str = "error") -> None:
        self.findings.add(self.file, self.node, code, message, level)

    def element(self, child: XmlNode) -> None:
        namespace, name, kind = etree.QName(child).namespace, local_name(child), local_name(self.node)
        if namespace != ZEEBE[1:-1]:
            self.foreign_element(name, namespace or "")
        elif name in REFUSED:
            self.refuse("unsupported-extension", f"zeebe:{name}: {REFUSED[name]}")
        elif name not in KNOWN or not KNOWN[name][0] & {kind, "*"}:
            self.refuse("unknown-extension", f"zeebe:{name} on a {kind} is not understood; remove it.")
        else:
            self.attributes(child, name)
            self.known[name](child)

    def attributes(self, child: XmlNode, name: str) -> None:
        for attribute, value in ((str(key), str(text)) for key, text in child.attrib.items()):
            if attribute in REFUSED_ATTRIBUTES:
                message = f"zeebe:{name} {attribute}: {REFUSED_ATTRIBUTES[attribute]}"
                self.refuse("unsupported-extension", message)
            elif attribute not in KNOWN[name][1] and attribute != "id":
                self.refuse(
                    "unknown-extension", f"The attribute {attribute} of zeebe:{name} is not understood."
                )
            elif attribute == "bindingType" and value not in ("latest", "deployment"):
                message = f"The bindingType {value} is not used: a case keeps to the files of its version."
                self.refuse("unsupported-extension", message)

    def foreign_attributes(self) -> None:
        for attribute in self.node.attrib:
            name = etree.QName(attribute)
            if name.namespace in FOREIGN:
                self.refuse(
                    "foreign-extension",
                    f"The attribute {name.localname} belongs to another engine.",
                )
            elif name.namespace == ZEEBE[1:-1] and name.localname not in TEMPLATE:
                self.refuse("unknown-extension", f"The attribute zeebe:{name.localname} is not understood.")

    def foreign_element(self, name: str, namespace: str) -> None:
        if namespace in FOREIGN:
            message = (
                f"The element {name} belongs to another engine and is not run; use the zeebe: extension."
            )
            self.refuse("foreign-extension", message)
        elif namespace != MODELER[1:-1]:
            self.refuse(
                "foreign-extension", f"The element {name} ({namespace}) has no effect here.", "warning"
            )

    def form(self, child: XmlNode) -> None:
        self.found.form = _get(child, "formId")
        if self.found.form is None and not set(REFUSED_ATTRIBUTES) & set(child.attrib):
            self.refuse("incomplete-extension", "The form definition names no form: set formId.")

    def user_task(self, _child: XmlNode) -> None:
        self.found.native = True

    def assignment(self, child: XmlNode) -> None:
        self.found.assignment = replace(
            self.found.assignment,
            assignee=_get(child, "assignee"),
            groups=_get(child, "candidateGroups"),
            users=_get(child, "candidateUsers"),
        )

    def schedule(self, child: XmlNode) -> None:
        self.found.assignment = replace(
            self.found.assignment, due=_get(child, "dueDate"), follow_up=_get(child, "followUpDate")
        )

    def priority(self, child: XmlNode) -> None:
        self.found.assignment = replace(self.found.assignment, priority=_get(child, "priority"))

    def job(self, child: XmlNode) -> None:
        self.found.job_type = self.need(child, "type")
        self.found.retries = _get(child, "retries")

    def headers(self, child: XmlNode) -> None:
        self.found.headers = self.pairs(child, "header", "key")

    def properties(self, child: XmlNode) -> None:
        self.found.properties = self.pairs(child, "property", "name")

    def mapping(self, child: XmlNode) -> None:
        lines: dict[str, list[VariableMapping]] = {"input": [], "output": []}
        for line in child.iterchildren("{*}*"):
            if local_name(line) not in lines:
                self.refuse("unknown-extension", f"{local_name(line)} in an ioMapping is not understood.")
                continue
            source, target = self.need(line, "source"), self.need(line, "target")
            if source is not None and target is not None:
                lines[local_name(line)].append(VariableMapping(source=source, target=target))
        self.found.inputs, self.found.outputs = tuple(lines["input"]), tuple(lines["output"])

    def decision(self, child: XmlNode) -> None:
        self.found.decision = self.need(child, "decisionId")
        self.found.result = self.need(child, "resultVariable")

    def call(self, child: XmlNode) -> None:
        self.found.called = self.need(child, "processId")
        self.found.gives_all = child.get("propagateAllParentVariables", "true") != "false"
        self.found.takes_all = child.get("propagateAllChildVariables", "true") != "false"

    def script(self, child: XmlNode) -> None:
        self.found.script = self.need(child, "expression")
        self.found.result = self.need(child, "resultVariable")

    def version_tag(self, child: XmlNode) -> None:
        self.found.version_tag = _get(child, "value")

    def subscription(self, child: XmlNode) -> None:
        self.found.key = _get(child, "correlationKey")

    def loop(self, child: XmlNode) -> None:
        for attribute in child.attrib:
            value = _get(child, str(attribute))
            if value is not None:
                self.found.loop[str(attribute)] = value

    def need(self, child: XmlNode, attribute: str) -> str | None:
        value = _get(child, attribute)
        if value is None:
            self.refuse("incomplete-extension", f"zeebe:{local_name(child)} lacks its {attribute}.")
        return value

    def pairs(self, child: XmlNode, line: str, key: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for pair in child.iterchildren("{*}*"):
            name = pair.get(key)
            if local_name(pair) != line or not name:
                self.refuse("incomplete-extension", f"A zeebe:{line} without {key} is not understood.")
            elif name in found:
                self.refuse("duplicate-property", f"'{name}' is set twice.")
            else:
                found[str(name)] = str(pair.get("value", ""))
        return found


def _get(child: XmlNode, attribute: str) -> str | None:
    value = child.get(attribute)
    return str(value).strip() or None if value is not None else None
