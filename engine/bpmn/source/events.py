"""What an event waits for or throws: SpiffWorkflow's definition or, where it has none, the drawing."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions.conditional import ConditionalEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.item_aware_event import (
    ErrorEventDefinition,
    EscalationEventDefinition,
    SignalEventDefinition,
)
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.simple import (
    CancelEventDefinition,
    TerminateEventDefinition,
)
from SpiffWorkflow.bpmn.specs.event_definitions.timer import (
    CycleTimerEventDefinition,
    DurationTimerEventDefinition,
    TimeDateEventDefinition,
)

from engine.bpmn.model import EVENTS, Event
from engine.bpmn.source.spiff import DiagramParser
from engine.bpmn.source.xml import BPMN, XmlNode, children, local_name

_REFERENCES = {
    "messageEventDefinition": ("messageRef", "messages"),
    "signalEventDefinition": ("signalRef", "signals"),
    "errorEventDefinition": ("errorRef", "errors"),
    "escalationEventDefinition": ("escalationRef", "escalations"),
}
_TIMERS = {
    TimeDateEventDefinition: "date",
    DurationTimerEventDefinition: "duration",
    CycleTimerEventDefinition: "cycle",
}


def read_event(node: XmlNode, spec: Any, parser: DiagramParser) -> Event | None:
    """The event of a node, None when it has none; whatever cannot be read becomes a finding."""
    if local_name(node) in ("sendTask", "receiveTask"):
        return _message_of_task(node, parser)
    if local_name(node) not in EVENTS:
        return None
    drawn = [child for child in children(node) if local_name(child).endswith("EventDefinition")]
    if children(node, "eventDefinitionRef"):
        _refuse(parser, node, "unsupported-event", "Draw the event definition in the event itself.")
    if len(drawn) > 1 or node.get("parallelMultiple") == "true":
        _refuse(
            parser,
            node,
            "several-events",
            "An event with several definitions is not run; draw one event for each.",
        )
        return None
    if not drawn or not _complete(drawn[0], node, parser):
        return None
    if local_name(drawn[0]) == "linkEventDefinition":
        return Event(kind="link", name=drawn[0].get("name"))
    if local_name(drawn[0]) == "compensateEventDefinition":
        return Event(kind="compensation", activity=drawn[0].get("activityRef"))
    return _from_definition(drawn[0], spec.event_definition, parser)


def _from_definition(drawn: XmlNode, definition: Any, parser: DiagramParser) -> Event | None:
    kind = type(definition)
    if kind in _TIMERS:
        return Event(kind="timer", timer=_TIMERS[kind], text=(definition.expression or "").strip())
    if kind is ConditionalEventDefinition:
        return Event(kind="conditional", text=(definition.expression or "").strip())
    if kind is MessageEventDefinition:
        return Event(kind="message", name=definition.name, key=parser.keys.get(str(drawn.get("messageRef"))))
    if kind is SignalEventDefinition:
        return Event(kind="signal", name=definition.name)
    if kind in (ErrorEventDefinition, EscalationEventDefinition):
        word = "error" if kind is ErrorEventDefinition else "escalation"
        return Event(kind=word, name=definition.name, code=definition.code)
    if kind is TerminateEventDefinition:
        return Event(kind="terminate")
    if kind is CancelEventDefinition:
        return Event(kind="cancel")
    _refuse(parser, drawn, "unsupported-event", f"A {local_name(drawn)} is not run.")
    return None


def _complete(drawn: XmlNode, node: XmlNode, parser: DiagramParser) -> bool:
    """Whether everything the definition needs is there; what is missing is named."""
    tag = local_name(drawn)
    if tag == "timerEventDefinition":
        times = [child for child in children(drawn) if local_name(child).startswith("time")]
        if len(times) != 1 or not (times[0].text or "").strip():
            _refuse(parser, node, "timer", "The timer needs one time: a date, a duration or a cycle.")
            return False
    elif tag == "conditionalEventDefinition":
        conditions = list(drawn.iterchildren(BPMN + "condition"))
        if len(conditions) != 1 or not (conditions[0].text or "").strip():
            _refuse(parser, node, "no-condition", "The conditional event has no condition.")
            return False
    elif tag == "linkEventDefinition" and not drawn.get("name"):
        _refuse(parser, node, "link", "The link event needs the name of its link.")
        return False
    elif tag == "compensateEventDefinition" and drawn.get("waitForCompletion") == "false":
        _refuse(
            parser,
            node,
            "unsupported-attribute",
            "Compensation is always waited for; remove waitForCompletion.",
        )
        return False
    elif tag in _REFERENCES:
        attribute, table = _REFERENCES[tag]
        reference = drawn.get(attribute)
        needed = table in ("messages", "signals")
        if reference is None and not needed:
            return True
        if reference is None or reference not in getattr(parser, table):
            what = table.removesuffix("s")
            _refuse(
                parser, node, "dangling-reference", f"The {what} of this event is not defined; choose one."
            )
            return False
        if needed and not getattr(parser, table)[reference]:
            _refuse(parser, node, "no-name", f"The {table.removesuffix('s')} of this event has no name.")
            return False
        key = {"errors": "error_code", "escalations": "escalation_code"}.get(table)
        if key is not None and not getattr(parser, table)[reference][key]:
            _refuse(parser, node, "no-code", f"The {table.removesuffix('s')} of this event has no code.")
            return False
    return True


def _message_of_task(node: XmlNode, parser: DiagramParser) -> Event | None:
    reference = node.get("messageRef")
    if reference is None:
        return None
    if not parser.messages.get(reference):
        _refuse(
            parser, node, "dangling-reference", "The message of this task is not defined, or has no name."
        )
        return None
    return Event(kind="message", name=parser.messages[reference], key=parser.keys.get(str(reference)))


def _refuse(parser: DiagramParser, node: XmlNode, code: str, message: str) -> None:
    parser.findings.add(parser.file, node, code, message)
