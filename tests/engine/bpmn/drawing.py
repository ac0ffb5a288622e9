"""Draws small diagrams for tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from typing import Any
from xml.sax.saxutils import escape, quoteattr

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
    ' xmlns:modeler="http://camunda.org/schema/modeler/1.0"'
    ' id="definitions" targetNamespace="http://bpmn.io/schema/bpmn"'
    ' modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.7.0">'
)


def zeebe(name: str, body: str = "", /, **attributes: str) -> str:
    """One extension element."""
    written = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f"<zeebe:{name}{written}>{body}</zeebe:{name}>"


def mapping(inputs: Mapping[str, str] | None = None, outputs: Mapping[str, str] | None = None) -> str:
    """An ioMapping: target -> source."""
    lines = [zeebe("input", source=source, target=target) for target, source in (inputs or {}).items()]
    lines += [zeebe("output", source=source, target=target) for target, source in (outputs or {}).items()]
    return zeebe("ioMapping", "".join(lines))


def many(
    collection: str,
    item: str = "item",
    *,
    sequential: bool = False,
    into: str = "",
    result: str = "",
    until: str = "",
) -> str:
    """Multi-instance characteristics."""
    attributes = {"inputCollection": collection, "inputElement": item}
    if into:
        attributes.update(outputCollection=into, outputElement=result)
    enough = f"<bpmn:completionCondition>{escape(until)}</bpmn:completionCondition>" if until else ""
    inside = zeebe("loopCharacteristics", **attributes)
    loop = f"<bpmn:extensionElements>{inside}</bpmn:extensionElements>{enough}"
    flag = ' isSequential="true"' if sequential else ""
    return f"<bpmn:multiInstanceLoopCharacteristics{flag}>{loop}</bpmn:multiInstanceLoopCharacteristics>"


class Drawing:
    """A process being drawn. `path` connects nodes; a flow's id is "<source>_<target>"."""

    def __init__(self, process: str = "p") -> None:
        self.process = process
        self.roots: dict[str, str] = {}
        self.parts: list[str] = []
        self.associations: list[str] = []
        self.extension = ""
        self.lanes: dict[str, list[str]] = {}
        self.others: list[Drawing] = [self]  # processes drawn together with this one

    def node(self, tag: str, identity: str, extension: str = "", body: str = "", **attributes: str) -> str:
        """Any flow node: extension elements first, then what else stands in it."""
        written = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
        inside = f"<bpmn:extensionElements>{extension}</bpmn:extensionElements>" if extension else ""
        self.parts.append(f'<bpmn:{tag} id="{identity}"{written}>{inside}{body}</bpmn:{tag}>')
        return identity

    def start(self, identity: str = "start", **event: Any) -> str:
        return self.event("startEvent", identity, **event)

    def end(self, identity: str = "end", **event: Any) -> str:
        return self.event("endEvent", identity, **event)

    def user(self, identity: str, extension: str = "", body: str = "", **attributes: str) -> str:
        return self.node("userTask", identity, zeebe("userTask") + extension, body, **attributes)

    def service(
        self, identity: str, job_type: str = "work", extension: str = "", body: str = "", **attributes: str
    ) -> str:
        return self.node(
            "serviceTask", identity, zeebe("taskDefinition", type=job_type) + extension, body, **attributes
        )

    def script(self, identity: str, expression: str, result: str = "result", body: str = "") -> str:
        return self.node(
            "scriptTask", identity, zeebe("script", expression=expression, resultVariable=result), body
        )

    def gateway(self, kind: str, identity: str, **attributes: str) -> str:
        return self.node(f"{kind}Gateway", identity, **attributes)

    def event(
        self,
        tag: str,
        identity: str,
        *,
        extension: str = "",
        message: str | None = None,
        key: str | None = None,
        signal: str | None = None,
        error: str | None = None,
        escalation: str | None = None,
        timer: tuple[str, str] | None = None,
        when: str | None = None,
        link: str | None = None,
        define: str = "",
        **attributes: str,
    ) -> str:
        """An event with at most one definition; error="" and escalation="" catch every code."""
        body = define
        if message is not None:
            extra = zeebe("subscription", correlationKey=key) if key else ""
            inside = f"<bpmn:extensionElements>{extra}</bpmn:extensionElements>" if extra else ""
            name = f"m_{message}_{identity}"
            self.roots[name] = f'<bpmn:message id="{name}" name="{message}">{inside}</bpmn:message>'
            body = f'<bpmn:messageEventDefinition messageRef="{name}"/>'
        if signal is not None:
            self.roots[f"s_{signal}"] = f'<bpmn:signal id="s_{signal}" name="{signal}"/>'
            body = f'<bpmn:signalEventDefinition signalRef="s_{signal}"/>'
        for word, code, attribute in (
            ("error", error, "errorCode"),
            ("escalation", escalation, "escalationCode"),
        ):
            if code is not None:
                name = f"{word}_{code}"
                self.roots[name] = (
                    f'<bpmn:{word} id="{name}" name="{code}" {attribute}="{code}"/>' if code else ""
                )
                reference = f' {word}Ref="{name}"' if code else ""
                body = f"<bpmn:{word}EventDefinition{reference}/>"
        if timer is not None:
            tag_of_time = f"time{timer[0].capitalize()}"
            body = (
                f"<bpmn:timerEventDefinition><bpmn:{tag_of_time} xsi:type='bpmn:tFormalExpression'>"
                f"{escape(timer[1])}</bpmn:{tag_of_time}></bpmn:timerEventDefinition>"
            )
        if when is not None:
            body = (
                "<bpmn:conditionalEventDefinition><bpmn:condition xsi:type='bpmn:tFormalExpression'>"
                f"{escape(when)}</bpmn:condition></bpmn:conditionalEventDefinition>"
            )
        if link is not None:
            body = f'<bpmn:linkEventDefinition name="{link}"/>'
        return self.node(tag, identity, extension, body, **attributes)

    def catch(self, identity: str, **event: Any) -> str:
        return self.event("intermediateCatchEvent", identity, **event)

    def throw(self, identity: str, **event: Any) -> str:
        return self.event("intermediateThrowEvent", identity, **event)

    def boundary(self, identity: str, host: str, *, interrupting: bool = True, **event: Any) -> str:
        flag = "true" if interrupting else "false"
        return self.event("boundaryEvent", identity, attachedToRef=host, cancelActivity=flag, **event)

    @contextmanager
    def inside(
        self, identity: str, tag: str = "subProcess", extension: str = "", body: str = "", **attributes: str
    ) -> Iterator[None]:
        """A sub-process; what is drawn meanwhile lies in it."""
        outer, self.parts = self.parts, []
        outside, self.associations = self.associations, []
        yield
        content = body + "".join(self.parts) + "".join(self.associations)
        self.parts, self.associations = outer, outside
        self.node(tag, identity, extension, content, **attributes)

    def reacting(self, identity: str) -> Any:
        """An event sub-process."""
        return self.inside(identity, triggeredByEvent="true")

    def flow(
        self, source: str, target: str, condition: str | None = None, identity: str | None = None
    ) -> str:
        """A sequence flow."""
        name = identity or f"{source}_{target}"
        body = ""
        if condition is not None:
            body = (
                "<bpmn:conditionExpression xsi:type='bpmn:tFormalExpression'>"
                f"{escape(condition)}</bpmn:conditionExpression>"
            )
        ends = f'sourceRef="{source}" targetRef="{target}"'
        self.parts.append(f'<bpmn:sequenceFlow id="{name}" {ends}>{body}</bpmn:sequenceFlow>')
        return name

    def path(self, *nodes: str) -> None:
        """Flows from each node to the next."""
        for source, target in pairwise(nodes):
            self.flow(source, target)

    def associate(self, source: str, target: str) -> None:
        """From a compensation event to its handler."""
        ends = f'sourceRef="{source}" targetRef="{target}" associationDirection="One"'
        self.associations.append(f'<bpmn:association id="a_{source}" {ends}/>')

    def xml(self) -> bytes:
        """The file."""
        lanes = "".join(
            f'<bpmn:lane id="lane_{number}" name="{name}">'
            + "".join(f"<bpmn:flowNodeRef>{node}</bpmn:flowNodeRef>" for node in nodes)
            + "</bpmn:lane>"
            for number, (name, nodes) in enumerate(self.lanes.items())
        )
        extension = (
            f"<bpmn:extensionElements>{self.extension}</bpmn:extensionElements>" if self.extension else ""
        )
        lane_set = f'<bpmn:laneSet id="lanes">{lanes}</bpmn:laneSet>' if lanes else ""
        content = "".join([extension, lane_set, *self.parts, *self.associations])
        process = f'<bpmn:process id="{self.process}" isExecutable="true">{content}</bpmn:process>'
        return f"{HEAD}{process}{''.join(self.roots.values())}</bpmn:definitions>".encode()
