"""Nodes, links and areas: the diagram with references instead of ids and formulas instead of texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from engine.bpmn.graph.formula import Formula
    from engine.bpmn.model import Element


_T = TypeVar("_T")


def given(value: _T | None) -> _T:
    """A value that every diagram which was read without findings has at this place."""
    if value is None:
        raise LookupError("a diagram with findings is being run")
    return value


@dataclass(eq=False, slots=True)
class Link:
    """A sequence flow between two nodes. A link event's jump is one too, with an empty id."""

    id: str
    source: Node
    target: Node
    condition: Formula | None = None
    default: bool = False


@dataclass(eq=False, slots=True)
class MappingLine:
    """One compiled line of an ioMapping; `target` is the path of names."""

    source: Formula
    target: tuple[str, ...]


@dataclass(eq=False, slots=True)
class Node:
    """A flow node with everything moving a token asks for. `spec` is SpiffWorkflow's task spec."""

    id: str
    kind: str
    element: Element
    area: Area
    spec: Any
    inner: Area | None = None
    links: list[Link] = field(default_factory=list)
    into: list[Link] = field(default_factory=list)
    boundaries: list[Node] = field(default_factory=list)
    handler: Node | None = None  # compensates this activity
    inputs: list[MappingLine] = field(default_factory=list)
    outputs: list[MappingLine] = field(default_factory=list)
    formulas: dict[str, Formula] = field(default_factory=dict)  # by the attribute they were written in
    catches: Node | None = None  # of an event sub-process: its start event
    reach: Mapping[str, frozenset[str]] = field(
        default_factory=dict
    )  # inclusive join: node -> flows it can reach
    size: int = 1  # nodes in here, itself included

    @property
    def event_kind(self) -> str | None:
        """What the event is about, None for none events and everything else."""
        return self.element.event.kind if self.element.event else None


@dataclass(eq=False, slots=True)
class Area:
    """The inside of a process or sub-process; `nodes` holds only what lies directly in it."""

    process: str
    element: str | None
    nodes: dict[str, Node] = field(default_factory=dict)
    start: Node | None = None  # the none start event
    event_sub_processes: list[Node] = field(default_factory=list)
    compensation: Node | None = None  # the event sub-process that undoes this area
    everywhere: dict[str, Node] = field(default_factory=dict)  # all nodes of the process, by id
    spec: Any = None  # SpiffWorkflow's process spec
