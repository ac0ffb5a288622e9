"""SpiffWorkflow's parser, taught to go on after a mistake: one flat pass per process or sub-process.

The library walks a diagram along its flows and stops at the first thing it does not know. Here each node is
read for itself, so that every mistake of a file is found at once, loops need no recursion, and nodes
without a way to them are not silently dropped. Flows, extension elements and loops are read elsewhere.
"""

from __future__ import annotations

from typing import Any, ClassVar

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser, full_tag
from SpiffWorkflow.bpmn.parser.event_parsers import (
    CANCEL_EVENT_XPATH,
    CONDITIONAL_EVENT_XPATH,
    ERROR_EVENT_XPATH,
    ESCALATION_EVENT_XPATH,
    MESSAGE_EVENT_XPATH,
    SIGNAL_EVENT_XPATH,
    TERMINATION_EVENT_XPATH,
    TIMER_EVENT_XPATH,
    EventDefinitionParser,
)
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition
from SpiffWorkflow.bpmn.specs.mixins import BpmnSpecMixin

from engine.bpmn.source.extension import read_extension
from engine.bpmn.source.findings import Findings
from engine.bpmn.source.xml import BPMN, XmlNode, children, local_name, text_of

_XPATHS = {
    "messageEventDefinition": MESSAGE_EVENT_XPATH,
    "timerEventDefinition": TIMER_EVENT_XPATH,
    "errorEventDefinition": ERROR_EVENT_XPATH,
    "escalationEventDefinition": ESCALATION_EVENT_XPATH,
    "signalEventDefinition": SIGNAL_EVENT_XPATH,
    "conditionalEventDefinition": CONDITIONAL_EVENT_XPATH,
    "terminateEventDefinition": TERMINATION_EVENT_XPATH,
    "cancelEventDefinition": CANCEL_EVENT_XPATH,
}


class BusinessRuleTask(BpmnSpecMixin):  # type: ignore[misc]  # SpiffWorkflow is untyped
    """A decision; the library has its own only together with its decision engine."""


class _NodeParser(TaskParser):  # type: ignore[misc]  # SpiffWorkflow is untyped
    """Reads one node, and nothing that hangs on it."""

    @property
    def bpmn_attributes(self) -> dict[str, Any]:
        """Name, lane and the node's own documentation; the library would take a child's, and data objects."""
        return _attributes(self)


class _EventParser(EventDefinitionParser):  # type: ignore[misc]  # SpiffWorkflow is untyped
    """Reads one event with the definition that is drawn in it, whatever the place."""

    @property
    def bpmn_attributes(self) -> dict[str, Any]:
        """As for every node."""
        return _attributes(self)

    def create_task(self) -> Any:
        """The event's spec; a boundary event knows whether it interrupts."""
        drawn = [child for child in children(self.node) if local_name(child) in _XPATHS]
        if local_name(self.node) in ("sendTask", "receiveTask"):
            definition = self._of_task()
        elif len(drawn) == 1 and self._resolves(drawn[0]):
            definition = self.get_event_definition([_XPATHS[local_name(drawn[0])]])
        else:
            definition = NoneEventDefinition()
        cancel = None
        if local_name(self.node) == "boundaryEvent":
            cancel = self.node.get("cancelActivity", "true") == "true"
        return self._create_task(definition, cancel)

    def _of_task(self) -> Any:
        name = self.process_parser.parser.messages.get(self.node.get("messageRef"))
        return MessageEventDefinition(name) if name else NoneEventDefinition()

    def _resolves(self, definition: XmlNode) -> bool:
        """The library answers a dangling reference with a TypeError; our rules name it."""
        parser = self.process_parser.parser
        for attribute, known in (
            ("messageRef", parser.messages),
            ("signalRef", parser.signals),
            ("errorRef", parser.errors),
            ("escalationRef", parser.escalations),
        ):
            if definition.get(attribute) is not None and known.get(definition.get(attribute)) is None:
                return False
        if local_name(definition) == "timerEventDefinition":
            return any(local_name(child).startswith("time") for child in children(definition))
        if local_name(definition) == "conditionalEventDefinition":
            return bool(children(definition, "condition"))
        return True


def _attributes(parser: Any) -> dict[str, Any]:
    own = children(parser.node, "documentation")
    return {
        "description": parser.get_description() or local_name(parser.node),
        "lane": parser.lane,
        "bpmn_name": parser.node.get("name"),
        "documentation": text_of(own[0]) if own else None,
    }


PARSERS: dict[str, tuple[Any, Any]] = {
    "task": (_NodeParser, defaults.NoneTask),
    "manualTask": (_NodeParser, defaults.ManualTask),
    "userTask": (_NodeParser, defaults.UserTask),
    "serviceTask": (_NodeParser, defaults.ServiceTask),
    "scriptTask": (_NodeParser, defaults.ScriptTask),
    "businessRuleTask": (_NodeParser, BusinessRuleTask),
    "subProcess": (_NodeParser, defaults.SubWorkflowTask),
    "transaction": (_NodeParser, defaults.TransactionSubprocess),
    "callActivity": (_NodeParser, defaults.CallActivity),
    "exclusiveGateway": (_NodeParser, defaults.ExclusiveGateway),
    "parallelGateway": (_NodeParser, defaults.ParallelGateway),
    "inclusiveGateway": (_NodeParser, defaults.InclusiveGateway),
    "eventBasedGateway": (_EventParser, defaults.EventBasedGateway),
    "startEvent": (_EventParser, defaults.StartEvent),
    "endEvent": (_EventParser, defaults.EndEvent),
    "intermediateCatchEvent": (_EventParser, defaults.IntermediateCatchEvent),
    "intermediateThrowEvent": (_EventParser, defaults.IntermediateThrowEvent),
    "boundaryEvent": (_EventParser, defaults.BoundaryEvent),
    "sendTask": (_EventParser, defaults.SendTask),
    "receiveTask": (_EventParser, defaults.ReceiveTask),
}


class AreaParser(ProcessParser):  # type: ignore[misc]  # SpiffWorkflow is untyped
    """The inside of a process or sub-process: its nodes with their specs, and the areas in it."""

    def add_tasks(self) -> None:
        """One spec for each node drawn directly here."""
        self.drawn: list[tuple[XmlNode, Any]] = []
        self.inside: dict[str, AreaParser] = {}
        for node in children(self.node):
            parser, spec_class = PARSERS.get(local_name(node), (None, None))
            if parser is None or not node.get("id") or node.get("id") in self.spec.task_specs:
                continue
            arguments = {}
            if local_name(node) in ("subProcess", "transaction", "callActivity"):
                arguments["subworkflow_spec"] = node.get("id")
            if local_name(node) == "scriptTask":
                arguments["script"] = ""
            reader = parser(self, spec_class, node, self.nsmap, lane=self._lane(node))
            if arguments:
                spec = spec_class(self.spec, node.get("id"), **arguments, **reader.bpmn_attributes)
            else:
                spec = reader.create_task()
            self.drawn.append((node, spec))
            if local_name(node) in ("subProcess", "transaction"):
                inner = AreaParser(self.parser, node, self.nsmap, {}, filename=self.filename, lane=spec.lane)
                self.inside[str(node.get("id"))] = inner
                inner.get_spec()

    def _lane(self, node: XmlNode) -> str | None:
        """The lane drawn around a node; inside a sub-process, else the lane of the sub-process."""
        lane: str | None = self.lanes_by_node_id.get(node.get("id")) or self.lane
        return lane


class DiagramParser(BpmnParser):  # type: ignore[misc]  # SpiffWorkflow is untyped
    """One file: its lanes, messages, signals, errors, escalations, and an area parser for each process."""

    PROCESS_PARSER_CLASS = AreaParser
    OVERRIDE_PARSER_CLASSES: ClassVar = {full_tag(tag): pair for tag, pair in PARSERS.items()}

    def __init__(self, file: str, findings: Findings) -> None:
        """A parser for one file, because ids of messages may repeat from file to file."""
        super().__init__()
        self.file = file
        self.findings = findings
        self.keys: dict[str, str | None] = {}

    def _add_messages(self, bpmn: XmlNode) -> None:
        """Messages with the correlation key of their subscription."""
        for message in bpmn.iterchildren(BPMN + "message"):
            if message.get("id"):
                self.messages[message.get("id")] = message.get("name")
                self.keys[str(message.get("id"))] = read_extension(message, self.file, self.findings).key

    def _add_data_stores(self, bpmn: XmlNode) -> None:
        """Data stores are drawing only."""

    def _add_correlations(self, bpmn: XmlNode) -> None:
        """Correlation is written as zeebe:subscription; BPMN's own is refused by name."""
        for node in bpmn.iter(BPMN + "correlationProperty", BPMN + "correlationKey"):
            message = "Correlation properties are not read: give the message a correlation key."
            self.findings.add(self.file, node, "unsupported-element", message)

    def _find_dependencies(self, process: XmlNode) -> None:
        """Called processes are looked up in the whole model afterwards."""

    def create_parser(self, node: XmlNode, filename: str | None = None, lane: str | None = None) -> None:
        """A process; a second one with the same id is a finding, not the end."""
        if node.get("id") in self.process_parsers:
            self.findings.add(
                self.file, node, "duplicate-process", f"The process id {node.get('id')} is used twice."
            )
        elif node.get("isExecutable") == "true":
            super().create_parser(node, filename, lane)
