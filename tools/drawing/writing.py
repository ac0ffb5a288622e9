"""The drawing written into the file, with what follows from it: incoming, outgoing, lane membership."""

from __future__ import annotations

from lxml import etree
from lxml.etree import _Element as Element

from tools.drawing.geometry import Box, hit
from tools.drawing.labels import labels
from tools.drawing.layout import Layout
from tools.drawing.notation import children, every, identity, kind, tag

# Attributes a shape needs beside its bounds, by kind of element.
FLAGS = {
    "participant": "isHorizontal",
    "lane": "isHorizontal",
    "subProcess": "isExpanded",
    "exclusiveGateway": "isMarkerVisible",
}
# The order BPMN wants inside a flow node; what is not named here comes after.
FIRST = [tag(f"bpmn:{name}") for name in ("documentation", "extensionElements", "incoming", "outgoing")]


def write(layout: Layout) -> None:
    """Write everything anew, so that a second run changes nothing."""
    old = every(layout.root, "bpmndi:BPMNDiagram", "bpmn:incoming", "bpmn:outgoing", "bpmn:flowNodeRef")
    for element in list(old):
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    _write_ends(layout)
    _write_lanes(layout)
    for plane, ids in layout.planes:
        _write_plane(layout, plane, ids)


def _write_ends(layout: Layout) -> None:
    for name, end in (("incoming", "targetRef"), ("outgoing", "sourceRef")):
        for flow in every(layout.root, "bpmn:sequenceFlow"):
            node = layout.nodes[flow.get(end, "")]
            child = etree.Element(tag(f"bpmn:{name}"))
            child.text = identity(flow)
            node.insert(sum(inner.tag in FIRST for inner in node), child)


def _write_lanes(layout: Layout) -> None:
    for lane in every(layout.root, "bpmn:lane"):
        for node in children(layout.process):
            # A boundary event belongs to the lane of its host.
            box = layout.shapes[node.get("attachedToRef") or identity(node)]
            if hit(box, layout.shapes[identity(lane)]):
                etree.SubElement(lane, tag("bpmn:flowNodeRef")).text = identity(node)


def _write_plane(layout: Layout, plane: str, ids: list[str]) -> None:
    diagram = etree.SubElement(layout.root, tag("bpmndi:BPMNDiagram"), id=f"{plane}_diagram")
    canvas = etree.SubElement(diagram, tag("bpmndi:BPMNPlane"), id=f"{plane}_plane", bpmnElement=plane)
    written = labels(layout, ids)
    for i in ids:
        shape = "bpmndi:BPMNEdge" if i in layout.flows else "bpmndi:BPMNShape"
        item = etree.SubElement(canvas, tag(shape), id=f"{i}_di", bpmnElement=i)
        for x, y in layout.flows.get(i, ()):
            etree.SubElement(item, tag("di:waypoint"), x=str(round(x)), y=str(round(y)))
        if i in layout.shapes:
            flag = FLAGS.get(kind(layout.nodes[i]))
            if flag:
                item.set(flag, str(i not in layout.closed).lower())
            _write_bounds(item, layout.shapes[i])
        if i in written:
            _write_bounds(etree.SubElement(item, tag("bpmndi:BPMNLabel")), written[i])


def _write_bounds(parent: Element, box: Box) -> None:
    names = ("x", "y", "width", "height")
    attributes = {name: str(round(value)) for name, value in zip(names, box, strict=True)}
    etree.SubElement(parent, tag("dc:Bounds"), attributes)
