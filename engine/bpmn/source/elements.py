"""Elements of one process: node, spec, extension, loop and flows put together."""

from __future__ import annotations

from typing import Any

from engine.bpmn.model import Element, Flow, Loop
from engine.bpmn.source.events import read_event
from engine.bpmn.source.extension import Extension, read_extension
from engine.bpmn.source.findings import Findings
from engine.bpmn.source.spiff import AreaParser, DiagramParser
from engine.bpmn.source.xml import BPMN, XmlNode, children, local_name, text_of

Drawn = tuple[Element, Any]  # with SpiffWorkflow's spec


def read_elements(
    area: AreaParser, process: str, parser: DiagramParser, scope: str | None = None
) -> list[Drawn]:
    """Every element of an area and of the areas in it, in the order of the file."""
    found: list[Drawn] = []
    leaving: dict[str, list[Flow]] = {}
    coming: dict[str, list[Flow]] = {}
    for flow in _flows(area.node, parser):
        leaving.setdefault(flow.source, []).append(flow)
        coming.setdefault(flow.target, []).append(flow)
    handlers = _handlers(area.node)
    for node, spec in area.drawn:
        found.append((_element(node, spec, process, scope, (leaving, coming), handlers, parser), spec))
        inner = area.inside.get(str(node.get("id")))
        if inner is not None:
            found.extend(read_elements(inner, process, parser, str(node.get("id"))))
    return found


def _element(
    node: XmlNode,
    spec: Any,
    process: str,
    scope: str | None,
    flows: tuple[dict[str, list[Flow]], dict[str, list[Flow]]],
    handlers: dict[str, str],
    parser: DiagramParser,
) -> Element:
    extension = read_extension(node, parser.file, parser.findings)
    identity = str(node.get("id"))
    event = read_event(node, spec, parser)
    interrupting = node.get("cancelActivity" if local_name(node) == "boundaryEvent" else "isInterrupting")
    return Element(
        process=process,
        id=identity,
        name=str(node.get("name", "")),
        kind=local_name(node),
        scope=scope,
        lane=spec.lane,
        documentation=spec.documentation,
        form=extension.form or extension.properties.get("form"),
        properties=extension.properties,
        headers=extension.headers,
        job_type=extension.job_type,
        retries=extension.retries,
        decision=extension.decision,
        result=extension.result,
        script=extension.script,
        called=extension.called,
        gives_all=extension.gives_all,
        takes_all=extension.takes_all,
        assignment=extension.assignment,
        native=extension.native,
        attached_to=_optional(node.get("attachedToRef")),
        interrupting=interrupting != "false",
        event=event,
        loop=_loop(node, parser),
        inputs=extension.inputs,
        outputs=extension.outputs,
        event_sub_process=node.get("triggeredByEvent") == "true",
        for_compensation=node.get("isForCompensation") == "true",
        handler=handlers.get(identity),
        outgoing=tuple(flows[0].get(identity, ())),
        incoming=tuple(flows[1].get(identity, ())),
    )


def _optional(text: str | bytes | None) -> str | None:
    return None if text is None else str(text)


def _flows(area: XmlNode, parser: DiagramParser) -> list[Flow]:
    """Sequence flows between nodes of this area; others are named by the rules on references."""
    defaults = {str(node.get("default")) for node in children(area) if node.get("default")}
    found = []
    for node in area.iterchildren(BPMN + "sequenceFlow"):
        read_extension(node, parser.file, parser.findings)
        conditions = children(node, "conditionExpression")
        if conditions and conditions[0].get("language"):
            language = str(conditions[0].get("language"))
            if "feel" not in language.lower():
                parser.findings.add(parser.file, node, "language", f"Conditions are FEEL, not {language}.")
        found.append(
            Flow(
                id=str(node.get("id")),
                name=str(node.get("name", "")),
                source=str(node.get("sourceRef")),
                target=str(node.get("targetRef")),
                condition=text_of(conditions[0]) if conditions else None,
                default=str(node.get("id")) in defaults,
            )
        )
    return found


def _handlers(area: XmlNode) -> dict[str, str]:
    """Compensation boundary event -> the activity its association leads to."""
    return {
        str(node.get("sourceRef")): str(node.get("targetRef"))
        for node in area.iterchildren(BPMN + "association")
    }


def _loop(node: XmlNode, parser: DiagramParser) -> Loop | None:
    for drawn in children(node, "standardLoopCharacteristics"):
        conditions = children(drawn, "loopCondition")
        maximum = drawn.get("loopMaximum")
        if not conditions and maximum is None:
            parser.findings.add(parser.file, node, "endless-loop", "The loop needs a condition or a maximum.")
        return Loop(
            condition=text_of(conditions[0]) if conditions else None,
            maximum=int(maximum) if maximum is not None and str(maximum).isdigit() else None,
            test_before=drawn.get("testBefore") == "true",
        )
    for drawn in children(node, "multiInstanceLoopCharacteristics"):
        return _multi_instance(
            node, drawn, read_extension(drawn, parser.file, parser.findings), parser.findings, parser
        )
    return None


def _multi_instance(
    node: XmlNode,
    drawn: XmlNode,
    extension: Extension,
    findings: Findings,
    parser: DiagramParser,
) -> Loop | None:
    for child in children(drawn):
        if local_name(child) not in ("extensionElements", "completionCondition", "documentation"):
            message = (
                f"The {local_name(child)} is not read: give the input collection (zeebe:loopCharacteristics)."
            )
            findings.add(parser.file, node, "unsupported-element", message)
    said = extension.loop
    if "inputCollection" not in said:
        findings.add(
            parser.file, node, "no-collection", "The multi-instance activity needs an input collection."
        )
        return None
    if ("outputCollection" in said) != ("outputElement" in said):
        message = "Give both the output collection and the output element, or neither."
        findings.add(parser.file, node, "incomplete-extension", message)
    completion = children(drawn, "completionCondition")
    return Loop(
        sequential=drawn.get("isSequential") == "true",
        collection=said["inputCollection"],
        item=said.get("inputElement"),
        output_collection=said.get("outputCollection"),
        output_element=said.get("outputElement"),
        completion=text_of(completion[0]) if completion else None,
    )
