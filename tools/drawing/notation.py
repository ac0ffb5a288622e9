"""The XML of a BPMN file: namespaces, and what kind of thing an element is."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.etree import QName
from lxml.etree import _Element as Element

OMG = "http://www.omg.org/spec/"
URI = {
    "bpmn": f"{OMG}BPMN/20100524/MODEL",
    "bpmndi": f"{OMG}BPMN/20100524/DI",
    "dc": f"{OMG}DD/20100524/DC",
    "di": f"{OMG}DD/20100524/DI",
}
FLOW_NODES = ("Task", "Event", "Gateway", "Process", "Activity")


def tag(name: str) -> str:
    """The full name of `prefix:local` as lxml wants it."""
    prefix, local = name.split(":")
    return f"{{{URI[prefix]}}}{local}"


def kind(node: Element) -> str:
    """The local name: userTask, sequenceFlow ..."""
    return QName(node).localname


def identity(node: Element) -> str:
    """The element's id; every element that is drawn has one."""
    return node.get("id", "")


def is_small(node: Element) -> bool:
    """Events and gateways: their names stand outside them."""
    return kind(node).endswith(("Event", "Gateway"))


def is_flow_node(node: Element) -> bool:
    """Whether a token can rest on it or pass it."""
    return (
        node.tag.startswith(f"{{{URI['bpmn']}}}")
        and kind(node) != "process"
        and kind(node).endswith(FLOW_NODES)
    )


def children(scope: Element, wanted: str = "") -> list[Element]:
    """The elements drawn directly inside a process or sub-process, or those of one kind only."""
    return [
        node
        for node in scope
        if isinstance(node.tag, str)
        and node.get("id")
        and (kind(node) == wanted if wanted else kind(node) not in ("laneSet", "sequenceFlow"))
    ]


def every(root: Element, *names: str) -> Iterator[Element]:
    """Every element of these `prefix:local` names, in the order of the file."""
    yield from root.iter(*(tag(name) for name in names))
