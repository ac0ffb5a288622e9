"""What makes a drawing hard to read, found from the drawing information alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations, product

from lxml.etree import _Element as Element

from tools.drawing.geometry import Box, Point, hit, inset, spans
from tools.drawing.notation import URI, every, identity, is_flow_node, is_small, kind, tag

FRAMES = ("participant", "lane")
EDGES = ("sequenceFlow", "messageFlow", "association")
LANE_LETTER = 6.5  # pixels of a lane's height that one letter of its name takes


@dataclass(frozen=True, kw_only=True, order=True)
class Fault:
    """Something wrong with the drawing, and the ids it concerns."""

    what: str
    where: str


@dataclass
class Plane:
    """One drawn page of a diagram: boxes, lines and labels by id."""

    nodes: dict[str, Element]
    boxes: dict[str, Box] = field(default_factory=dict)
    lines: dict[str, list[Point]] = field(default_factory=dict)
    labels: dict[str, Box] = field(default_factory=dict)

    @property
    def whole(self) -> dict[str, Box]:
        """Everything but pools and lanes."""
        return {i: box for i, box in self.boxes.items() if kind(self.nodes[i]) not in FRAMES}

    @property
    def solid(self) -> dict[str, Box]:
        """Shapes that nothing may cover: not frames, not sub-processes that show their content."""
        holders = {id(node.getparent()) for node in map(self.nodes.__getitem__, self.boxes)}
        return {i: box for i, box in self.whole.items() if id(self.nodes[i]) not in holders}

    def kin(self, a: str, b: str) -> bool:
        """Whether two flows start or end at the same element."""
        first, second = self.nodes[a], self.nodes[b]
        return any(first.get(end) == second.get(end) for end in ("sourceRef", "targetRef"))


def planes(root: Element) -> list[Plane]:
    """Every drawn page of the file."""
    nodes = {identity(node): node for node in root.iter("*") if node.get("id")}
    return [_plane(nodes, drawn) for drawn in every(root, "bpmndi:BPMNPlane")]


def _plane(nodes: dict[str, Element], drawn: Element) -> Plane:
    plane = Plane(nodes)
    for shape in drawn:
        i = shape.get("bpmnElement", "")
        bounds, label = shape.find("dc:Bounds", URI), shape.find("bpmndi:BPMNLabel/dc:Bounds", URI)
        if bounds is not None:
            plane.boxes[i] = _box(bounds)
        else:
            points = shape.findall("di:waypoint", URI)
            plane.lines[i] = [(float(point.get("x", "")), float(point.get("y", ""))) for point in points]
        if label is not None:
            plane.labels[i] = _box(label)
    return plane


def _box(bounds: Element) -> Box:
    x, y, w, h = (float(bounds.get(name, "nan")) for name in ("x", "y", "width", "height"))
    return x, y, w, h


def faults(root: Element) -> list[Fault]:
    """Every fault of the drawing, sorted; none for a good one."""
    found = list(_not_drawn(root))
    for plane in planes(root):
        for check in (_unlabelled, _overlaps, _through, _undocked, _shared_lines, _covered_labels, _lanes):
            found += check(plane)
    return sorted(set(found))


def _not_drawn(root: Element) -> Iterator[Fault]:
    drawn = {shape.get("bpmnElement") for shape in every(root, "bpmndi:BPMNShape", "bpmndi:BPMNEdge")}
    known = {node.get("id") for node in root.iter("*")}
    for node in root.iter("*"):
        wanted = is_flow_node(node) or kind(node) in (*FRAMES, *EDGES)
        if wanted and node.tag.startswith(f"{{{URI['bpmn']}}}") and node.get("id") not in drawn:
            yield Fault(what="not drawn", where=identity(node))
    for name in sorted(name for name in drawn if name and name not in known):
        yield Fault(what="drawn, but not in the model", where=name)


def _unlabelled(plane: Plane) -> Iterator[Fault]:
    for i in (*plane.boxes, *plane.lines):
        node = plane.nodes[i]
        if node.get("name") and i not in plane.labels and (i in plane.lines or is_small(node)):
            yield Fault(what="label without bounds", where=i)


def _overlaps(plane: Plane) -> Iterator[Fault]:
    for (a, box), (b, other) in combinations(plane.whole.items(), 2):
        first, second = plane.nodes[a], plane.nodes[b]
        family = first in second.iterancestors() or second in first.iterancestors()
        attached = b == first.get("attachedToRef") or a == second.get("attachedToRef")
        if hit(box, other) and not family and not attached:
            yield Fault(what="shapes overlap", where=f"{a} {b}")


def _through(plane: Plane) -> Iterator[Fault]:
    for flow, line in plane.lines.items():
        for leg in spans(line):
            if leg[2] and leg[3]:
                yield Fault(what="flow is not straight", where=flow)
            for i, box in plane.solid.items():
                if hit(leg, inset(box, 1)):
                    yield Fault(what="flow through a shape", where=f"{flow} {i}")


def _undocked(plane: Plane) -> Iterator[Fault]:
    for flow, line in plane.lines.items():
        for end, (px, py) in (("sourceRef", line[0]), ("targetRef", line[-1])):
            i = plane.nodes[flow].get(end, "")
            if i not in plane.boxes:
                continue
            x, y, w, h = plane.boxes[i]
            off_corner = min(abs(px - x - w / 2), abs(py - y - h / 2)) > 1
            outside = not (x - 1 <= px <= x + w + 1 and y - 1 <= py <= y + h + 1)
            if outside or (kind(plane.nodes[i]).endswith("Gateway") and off_corner):
                yield Fault(what="flow does not reach its end", where=f"{flow} {i}")


def _shared_lines(plane: Plane) -> Iterator[Fault]:
    for f, g in combinations(plane.lines, 2):
        if not plane.kin(f, g) and any(
            _along(a, b) for a, b in product(spans(plane.lines[f]), spans(plane.lines[g]))
        ):
            yield Fault(what="two flows on one line", where=f"{f} {g}")


def _along(a: Box, b: Box) -> bool:
    """Whether two legs lie on one another for some length."""
    level = a[1] == b[1] and a[2] and b[2] and min(a[0] + a[2], b[0] + b[2]) > max(a[0], b[0])
    upright = a[0] == b[0] and a[3] and b[3] and min(a[1] + a[3], b[1] + b[3]) > max(a[1], b[1])
    return bool(level or upright)


def _covered_labels(plane: Plane) -> Iterator[Fault]:
    inner = {i: inset(box, 2) for i, box in plane.labels.items()}
    for i, label in inner.items():
        for other, box in plane.solid.items():
            own = other == i and kind(plane.nodes[other]).endswith("Gateway")
            if hit(label, box) and not own:
                yield Fault(what="label on a shape", where=f"{i} {other}")
        for flow, line in plane.lines.items():
            if any(hit(label, leg) for leg in spans(line)):
                yield Fault(what="label on a flow", where=f"{i} {flow}")
    for (a, box), (b, other_box) in combinations(inner.items(), 2):
        if hit(box, other_box):
            yield Fault(what="label on a label", where=f"{a} {b}")


def _lanes(plane: Plane) -> Iterator[Fault]:
    lanes = {i: box for i, box in plane.boxes.items() if kind(plane.nodes[i]) == "lane"}
    for name, (x, y, w, h) in lanes.items():
        if len(plane.nodes[name].get("name", "")) * LANE_LETTER > h:
            yield Fault(what="lane too low for its name", where=name)
        for reference in plane.nodes[name].findall(tag("bpmn:flowNodeRef")):
            i = reference.text or ""
            if i not in plane.boxes or plane.nodes[i].get("attachedToRef"):
                continue
            ix, iy, iw, ih = plane.boxes[i]
            if not (x <= ix and ix + iw <= x + w and y <= iy and iy + ih <= y + h):
                yield Fault(what="outside its lane", where=i)
    if lanes:
        _, tops, _, heights = zip(*lanes.values(), strict=True)
        bottom = max(y + h for y, h in zip(tops, heights, strict=True))
        if abs(bottom - min(tops) - sum(heights)) > 1:
            yield Fault(what="lanes leave a gap", where=" ".join(lanes))
