"""A builder of tiny process packages: a diagram in a few lines, with just the forms and clocks needed."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any, Self
from xml.sax.saxutils import quoteattr

import yaml

from engine.library.package import Package
from tests.engine.commands import drawn

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="file" '
    'targetNamespace="https://amends.example" '
    'modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.8.0">'
)
GROUPS = {"front_line": "Front line", "officer": "Officer", "manager": "Manager", "lead": "Team lead"}


class PackageBuilder:
    """Draws a process and gives it forms, decisions, letters and settings."""

    def __init__(self, key: str = "demo", prefix: str = "DMO") -> None:
        """Begin with an empty diagram."""
        self.key = key
        self._settings: dict[str, Any] = {
            "key": key,
            "prefix": prefix,
            "title": "Demonstration",
            "purpose": "To be tested.",
            "owner": "manager",
            "main": key,
            "groups": {group: {"title": title} for group, title in GROUPS.items()},
            "escalation": {"levels": {1: "lead", 2: "manager"}},
            "statuses": {"received": "Received", "working": "Being worked on", "closed": "Closed"},
        }
        self._files: dict[str, bytes] = {}
        self._roots: list[str] = []
        self._nodes: list[str] = []
        self._lanes: dict[str, list[str]] = {}
        self._defaults: dict[str, str] = {}
        self._flows: list[tuple[str, str, str, str | None]] = []

    def settings(self, **values: Any) -> Self:
        """Set entries of process.yaml."""
        self._settings |= values
        return self

    def start(self, node: str = "start", *, message: str | None = None, **properties: str) -> Self:
        """A start event, of a message or of nothing."""
        event = self._message(message) if message else ""
        return self._node("startEvent", node, drawn.properties(properties), event)

    def start_by_timer(self, cycle: str, node: str = "start") -> Self:
        """A start event that the calendar brings."""
        event = (
            '<bpmn:timerEventDefinition><bpmn:timeCycle xsi:type="bpmn:tFormalExpression">'
            f"{cycle}</bpmn:timeCycle></bpmn:timerEventDefinition>"
        )
        return self._node("startEvent", node, "", event)

    def end(self, node: str = "end", *, escalation: str | None = None, **properties: str) -> Self:
        """An end event, of an escalation or of nothing."""
        event = self._escalation(escalation) if escalation else ""
        return self._node("endEvent", node, drawn.properties(properties), event)

    def user(
        self,
        node: str,
        *,
        lane: str | None = "Front line",
        form: str | None = None,
        due: str | None = None,
        assignee: str | None = None,
        groups: str | None = None,
        each: tuple[str, str] | None = None,
        **properties: str,
    ) -> Self:
        """A user task; `each` is collection and item of a parallel multi-instance task."""
        if lane is not None:
            self._lanes.setdefault(lane, []).append(node)
        inner = "<zeebe:userTask/>"
        inner += f"<zeebe:formDefinition formId={quoteattr(form)}/>" if form else ""
        inner += f"<zeebe:taskSchedule dueDate={quoteattr(due)}/>" if due else ""
        inner += f"<zeebe:assignmentDefinition assignee={quoteattr(assignee)}/>" if assignee else ""
        inner += f"<zeebe:assignmentDefinition candidateGroups={quoteattr(groups)}/>" if groups else ""
        return self._node("userTask", node, inner + drawn.properties(properties), drawn.loop(each))

    def service(
        self,
        node: str,
        type_: str,
        *,
        retries: int | None = None,
        takes: dict[str, str] | None = None,
        **headers: str,
    ) -> Self:
        """A service task that asks for an operation; `takes` are its input mappings, target to source."""
        tries = f' retries="{retries}"' if retries else ""
        given = "".join(
            f"<zeebe:header key={quoteattr(k)} value={quoteattr(v)}/>" for k, v in headers.items()
        )
        asked = f"<zeebe:taskDefinition type={quoteattr(type_)}{tries}/>"
        inputs = "".join(
            f"<zeebe:input source={quoteattr(source)} target={quoteattr(target)}/>"
            for target, source in (takes or {}).items()
        )
        mapped = f"<zeebe:ioMapping>{inputs}</zeebe:ioMapping>" if inputs else ""
        return self._node(
            "serviceTask", node, f"{asked}<zeebe:taskHeaders>{given}</zeebe:taskHeaders>{mapped}"
        )

    def rule(self, node: str, decision: str, result: str) -> Self:
        """A business rule task."""
        return self._node(
            "businessRuleTask",
            node,
            f"<zeebe:calledDecision decisionId={quoteattr(decision)} resultVariable={quoteattr(result)}/>",
        )

    def call(self, node: str, inner: PackageBuilder, *, each: tuple[str, str] | None = None) -> Self:
        """A call activity of a diagram that lies beside this one; its forms come from this package."""
        self.file(f"processes/{self.key}/{inner.key}.bpmn", inner._diagram().encode())
        called = f"<zeebe:calledElement processId={quoteattr(inner.key)}/>"
        return self._node("callActivity", node, called, drawn.loop(each))

    def script(self, node: str, expression: str, result: str) -> Self:
        """A script task with a FEEL expression."""
        inner = f"<zeebe:script expression={quoteattr(expression)} resultVariable={quoteattr(result)}/>"
        return self._node("scriptTask", node, inner)

    def gateway(self, node: str, kind: str = "exclusive", default: str | None = None) -> Self:
        """A gateway; `default` names the target of its default flow."""
        if default is not None:
            self._defaults[node] = default
        return self._node(f"{kind}Gateway", node, "")

    def timer(self, node: str, duration: str) -> Self:
        """An intermediate timer."""
        return self._node("intermediateCatchEvent", node, "", drawn.timer(duration))

    def catch(self, node: str, message: str, key: str = "=case.reference", **properties: str) -> Self:
        """An intermediate message catch event."""
        return self._node(
            "intermediateCatchEvent", node, drawn.properties(properties), self._message(message, key)
        )

    def catch_signal(self, node: str, signal: str) -> Self:
        """An intermediate signal catch event."""
        return self._node("intermediateCatchEvent", node, "", self._signal(signal))

    def throw(self, node: str, message: str, key: str) -> Self:
        """An intermediate message throw event."""
        return self._node("intermediateThrowEvent", node, "", self._message(message, key))

    def throw_signal(self, node: str, signal: str) -> Self:
        """An intermediate signal throw event."""
        return self._node("intermediateThrowEvent", node, "", self._signal(signal))

    def on_timer(self, node: str, host: str, duration: str, *, interrupting: bool = True) -> Self:
        """A boundary timer."""
        return self._boundary(node, host, drawn.timer(duration), interrupting=interrupting)

    def on_error(self, node: str, host: str, code: str) -> Self:
        """An error boundary event."""
        root = f"error_{code}"
        self._root(f'<bpmn:error id="{root}" name="{code}" errorCode="{code}"/>')
        return self._boundary(
            node, host, f'<bpmn:errorEventDefinition errorRef="{root}"/>', interrupting=True
        )

    def on_escalation(self, node: str, code: str, task: str, lane: str = "Team lead") -> Self:
        """A non-interrupting event sub-process that puts a task before somebody."""
        return self._beside(node, self._escalation(code), task, lane)

    def on_message(self, node: str, message: str, task: str, lane: str = "Team lead") -> Self:
        """The same for a message to this case."""
        return self._beside(node, self._message(message, "=case.reference"), task, lane)

    def _beside(self, node: str, event: str, task: str, lane: str) -> Self:
        self._lanes.setdefault(lane, []).append(node)
        return self._raw(
            f'<bpmn:subProcess id="{node}" name="{node}" triggeredByEvent="true">'
            f'<bpmn:startEvent id="{node}_start" isInterrupting="false">'
            f"<bpmn:outgoing>{node}_a</bpmn:outgoing>{event}</bpmn:startEvent>"
            f'<bpmn:userTask id="{task}" name="{task}"><bpmn:extensionElements><zeebe:userTask/>'
            f"</bpmn:extensionElements><bpmn:incoming>{node}_a</bpmn:incoming>"
            f"<bpmn:outgoing>{node}_b</bpmn:outgoing></bpmn:userTask>"
            f'<bpmn:endEvent id="{node}_end"><bpmn:incoming>{node}_b</bpmn:incoming></bpmn:endEvent>'
            f'<bpmn:sequenceFlow id="{node}_a" sourceRef="{node}_start" targetRef="{task}"/>'
            f'<bpmn:sequenceFlow id="{node}_b" sourceRef="{task}" targetRef="{node}_end"/>'
            "</bpmn:subProcess>"
        )

    def flow(self, *nodes: str, when: str | None = None) -> Self:
        """Sequence flows from each of these nodes to the next; `when` is the condition of the first."""
        for source, target in pairwise(nodes):
            self._flows.append((f"f_{source}_{target}", source, target, when))
            when = None
        return self

    def form(self, form_id: str, *fields: dict[str, Any]) -> Self:
        """A form; a plain field is `{"type": "textfield", "key": ...}`."""
        document = {
            "id": form_id,
            "type": "default",
            "schemaVersion": 19,
            "components": [
                {"id": f"{form_id}_{field['key']}", "label": field["key"], **field} for field in fields
            ],
        }
        return self.file(f"forms/{self.key}/{form_id}.form", json.dumps(document).encode())

    def letter(self, letter_key: str, text: str, audience: str = "customer") -> Self:
        """A letter in English."""
        head = f"---\nsubject: About {{{{ case.reference }}}}\naudience: {audience}\nchannel: email\n---\n"
        return self.file(f"processes/{self.key}/letters/{letter_key}.en.md", (head + text).encode())

    def file(self, path: str, content: bytes) -> Self:
        """Any further file of the package."""
        self._files[path] = content
        return self

    def build(self) -> Package:
        """The package."""
        folder = f"processes/{self.key}"
        files = {
            f"{folder}/process.yaml": yaml.safe_dump(self._settings, sort_keys=False).encode(),
            f"{folder}/{self.key}.bpmn": self._diagram().encode(),
            **self._files,
        }
        return Package.from_files(self.key, files)

    def _diagram(self) -> str:
        lanes = "".join(
            f'<bpmn:lane id="lane_{number}" name="{lane}">'
            + "".join(f"<bpmn:flowNodeRef>{node}</bpmn:flowNodeRef>" for node in nodes)
            + "</bpmn:lane>"
            for number, (lane, nodes) in enumerate(self._lanes.items())
        )
        nodes = "".join(self._with_flows(node) for node in self._nodes)
        flows = "".join(drawn.flow(*flow) for flow in self._flows)
        return (
            f"{HEAD}"
            f'<bpmn:collaboration id="pools"><bpmn:participant id="pool" processRef="{self.key}"/>'
            "</bpmn:collaboration>"
            f'<bpmn:process id="{self.key}" name="Demonstration" isExecutable="true">'
            f'<bpmn:laneSet id="lanes">{lanes}</bpmn:laneSet>{nodes}{flows}</bpmn:process>'
            f"{''.join(dict.fromkeys(self._roots))}</bpmn:definitions>"
        )

    def _with_flows(self, text: str) -> str:
        """Fill the place where a node lists its flows, and its default flow."""
        node = text.split('id="', 1)[1].split('"', 1)[0]
        incoming = "".join(
            f"<bpmn:incoming>{flow[0]}</bpmn:incoming>" for flow in self._flows if flow[2] == node
        )
        outgoing = "".join(
            f"<bpmn:outgoing>{flow[0]}</bpmn:outgoing>" for flow in self._flows if flow[1] == node
        )
        default = self._defaults.get(node)
        text = text.replace("@default", f' default="f_{node}_{default}"' if default else "")
        return text.replace("@flows", incoming + outgoing)

    def _node(self, tag: str, node: str, inner: str, event: str = "", attributes: str = "") -> Self:
        extension = f"<bpmn:extensionElements>{inner}</bpmn:extensionElements>" if inner else ""
        return self._raw(
            f'<bpmn:{tag} id="{node}" name="{node}"{attributes}@default>{extension}@flows{event}</bpmn:{tag}>'
        )

    def _raw(self, text: str) -> Self:
        self._nodes.append(text)
        return self

    def _boundary(self, node: str, host: str, event: str, *, interrupting: bool) -> Self:
        attributes = f' attachedToRef="{host}" cancelActivity="{str(interrupting).lower()}"'
        return self._node("boundaryEvent", node, "", event, attributes)

    def _root(self, text: str) -> None:
        self._roots.append(text)

    def _message(self, name: str, key: str | None = None) -> str:
        asked = f"<zeebe:subscription correlationKey={quoteattr(key)}/>" if key else ""
        inner = f"<bpmn:extensionElements>{asked}</bpmn:extensionElements>" if key else ""
        root = f"message_{name.replace(' ', '_')}"
        self._root(f'<bpmn:message id="{root}" name="{name}">{inner}</bpmn:message>')
        return f'<bpmn:messageEventDefinition messageRef="{root}"/>'

    def _signal(self, name: str) -> str:
        self._root(f'<bpmn:signal id="signal_{name}" name="{name}"/>')
        return f'<bpmn:signalEventDefinition signalRef="signal_{name}"/>'

    def _escalation(self, code: str) -> str:
        self._root(f'<bpmn:escalation id="escalation_{code}" name="{code}" escalationCode="{code}"/>')
        return f'<bpmn:escalationEventDefinition escalationRef="escalation_{code}"/>'


def text(key: str, *, required: bool = False) -> dict[str, Any]:
    """A text field of a form."""
    return {"type": "textfield", "key": key, **({"validate": {"required": True}} if required else {})}


def number(key: str) -> dict[str, Any]:
    """A number field of a form."""
    return {"type": "number", "key": key}


def two_steps() -> PackageBuilder:
    """Register by the front line, then approve by a manager who did not register."""
    return (
        PackageBuilder()
        .start(status="received")
        .user("register", form="register", status="working")
        .user("approve", lane="Manager", form="approve", notBy="register")
        .end(status="closed")
        .flow("start", "register", "approve", "end")
        .form("register", text("subject", required=True), number("amount"))
        .form("approve", text("opinion"))
    )
