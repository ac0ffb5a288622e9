"""What a diagram says: frozen values, read once and shared by every case of that version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.errors import Finding

if TYPE_CHECKING:
    from engine.bpmn.graph.node import Area

EVENTS = frozenset(
    {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}
)
GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway"})
SUB_PROCESSES = frozenset({"subProcess", "transaction"})
TASKS = frozenset(
    {
        "task",
        "manualTask",
        "userTask",
        "serviceTask",
        "sendTask",
        "receiveTask",
        "scriptTask",
        "businessRuleTask",
    }
)
ACTIVITIES = TASKS | SUB_PROCESSES | {"callActivity"}


@dataclass(frozen=True, kw_only=True)
class Flow:
    """A sequence flow; `condition` is a FEEL expression without its leading "="."""

    id: str
    name: str
    source: str
    target: str
    condition: str | None = None
    default: bool = False


@dataclass(frozen=True, kw_only=True)
class Event:
    """What an event waits for or throws. Texts follow the extension's rule: a leading "=" is FEEL."""

    kind: str  # message, timer, error, escalation, signal, conditional, link, terminate, compensation, cancel
    name: str | None = None  # of the message, signal or link
    code: str | None = None  # of the error or escalation; None catches every code
    key: str | None = None  # correlation key of the message
    timer: str | None = None  # "date", "duration" or "cycle"
    text: str | None = None  # the timer's text, or the condition
    activity: str | None = None  # the one activity to compensate


@dataclass(frozen=True, kw_only=True)
class Loop:
    """How often an activity runs: for each item of a collection, or while a condition holds."""

    sequential: bool = True
    collection: str | None = None  # FEEL; None for a standard loop
    item: str | None = None
    output_collection: str | None = None
    output_element: str | None = None
    completion: str | None = None
    condition: str | None = None  # standard loop: goes on while true
    maximum: int | None = None
    test_before: bool = False


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """Who is asked and until when; texts, evaluated when the task opens."""

    assignee: str | None = None
    groups: str | None = None
    users: str | None = None
    due: str | None = None
    follow_up: str | None = None
    priority: str | None = None


@dataclass(frozen=True, kw_only=True)
class VariableMapping:
    """One line of zeebe:ioMapping."""

    source: str
    target: str


@dataclass(frozen=True, kw_only=True)
class Element:
    """One thing drawn in a process: its BPMN tag as `kind` and everything the extension says about it."""

    process: str
    id: str
    name: str
    kind: str
    scope: str | None = None  # the sub-process it lies in
    lane: str | None = None
    documentation: str | None = None
    form: str | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    job_type: str | None = None
    retries: str | None = None
    decision: str | None = None
    result: str | None = None  # the variable a script or decision writes
    script: str | None = None
    called: str | None = None
    gives_all: bool = True  # the called process receives every variable
    takes_all: bool = True  # ... and gives back what it wrote
    assignment: Assignment = field(default_factory=Assignment)
    native: bool = False  # carries zeebe:userTask
    attached_to: str | None = None
    interrupting: bool = True
    event: Event | None = None
    loop: Loop | None = None
    inputs: tuple[VariableMapping, ...] = ()
    outputs: tuple[VariableMapping, ...] = ()
    event_sub_process: bool = False
    for_compensation: bool = False
    handler: str | None = None  # of a compensation boundary event: the activity that compensates
    outgoing: tuple[Flow, ...] = ()
    incoming: tuple[Flow, ...] = ()

    @property
    def label(self) -> str:
        """How to speak of it to its owner: the drawn name, else the id."""
        return " ".join(self.name.split()) or self.id


@dataclass(frozen=True, kw_only=True)
class Process:
    """One executable process of the model, with its compiled form for the tokens."""

    id: str
    name: str
    file: str
    elements: Mapping[str, Element]
    version_tag: str | None = None
    lanes: tuple[str, ...] = ()
    area: Area = field(repr=False, compare=False)

    @property
    def starts(self) -> tuple[Element, ...]:
        """The start events a case may begin with."""
        found = (e for e in self.elements.values() if e.kind == "startEvent" and e.scope is None)
        return tuple(found)

    @property
    def flows(self) -> tuple[Flow, ...]:
        """Every sequence flow, those of sub-processes included."""
        return tuple(flow for element in self.elements.values() for flow in element.outgoing)


@dataclass(frozen=True, kw_only=True)
class Model:
    """All executable processes of one package. `findings` are the warnings met while reading."""

    processes: Mapping[str, Process]
    findings: tuple[Finding, ...] = ()
