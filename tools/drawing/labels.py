"""Names outside their shapes: the first place that touches nothing."""

from __future__ import annotations

from tools.drawing.geometry import LABEL_WIDTH, SLIMMER, Box, Point, hit, inset, label_size, spans
from tools.drawing.layout import Layout
from tools.drawing.notation import identity, is_small, kind

ON_SHAPE, ON_LABEL, ON_FLOW = 200, 150, 40  # what a bad place costs
STROKE = 14  # room for the stroke that marks a default flow


def labels(layout: Layout, ids: list[str]) -> dict[str, Box]:
    """The labels of one plane: events first, flows, gateways last, since they have most places."""
    frames = ("participant", "lane")
    solid = {
        i: layout.shapes[i]
        for i in ids
        if i in layout.shapes and not layout.is_open(layout.nodes[i]) and kind(layout.nodes[i]) not in frames
    }
    legs = [leg for i in ids if i in layout.flows for leg in spans(layout.flows[i])]
    written: dict[str, Box] = {}
    for i in sorted(ids, key=lambda i: 2 * kind(layout.nodes[i]).endswith("Gateway") or i in layout.flows):
        node = layout.nodes[i]
        name = node.get("name")
        if not name or not (i in layout.flows or is_small(node)):
            continue
        sizes = dict.fromkeys(label_size(name, width) for width in (LABEL_WIDTH, *SLIMMER))
        beside = _beside_flow if i in layout.flows else _beside_shape
        boxes = [(*place, *size) for size in sizes for place in beside(layout, i, *size)]

        def cost(order: int, label: Box, me: str = i) -> float:
            box = inset(label, 1)
            return (
                ON_SHAPE * sum(hit(box, shape) for other, shape in solid.items() if other != me)
                + ON_LABEL * sum(hit(box, other) for other in written.values())
                + ON_FLOW * sum(hit(box, leg) for leg in legs)
                + order
            )

        written[i] = min(enumerate(boxes), key=lambda place: cost(*place))[1]
    return written


def _beside_flow(layout: Layout, i: str, width: float, height: float) -> list[Point]:
    """At the start of the flow, above or right of it; clear of a default flow's stroke."""
    (ax, ay), (bx, by) = layout.flows[i][:2]
    source = layout.nodes[layout.nodes[i].get("sourceRef", "")]
    off = STROKE if source.get("default") == identity(layout.nodes[i]) else 4
    if ay == by:
        x = ax + off + 1 if bx > ax else ax - width - off - 1
        return [(x, ay - height - 2), (x, ay + 3)]
    y = ay + off if by > ay else ay - height - off
    return [(ax + 5, y), (ax - width - 5, y)]


def _beside_shape(layout: Layout, i: str, width: float, height: float) -> list[Point]:
    x, y, side, _ = layout.shapes[i]
    x, end = x + side / 2, y + side
    node = layout.nodes[i]
    if kind(node) == "boundaryEvent":
        aside = [(x - width - 20, y + 20), (x + 20, y + 20), (x - width - 5, end + 2), (x + 5, end + 2)]
        return [*aside, (x + 5, end + 12)]  # the last one lies under a flow that turns at once
    under, over = [(x - width / 2, end + 4)], [(x - width / 2, y - height - 4)]
    gateway = kind(node).endswith("Gateway")
    off = 10 if gateway else side / 2 + 4  # a gateway's corners are empty, beside an event they are not
    corners = [
        (x - width - off, y + 8 - height),
        (x + off, y + 8 - height),
        (x - width - off, end - 8),
        (x + off, end - 8),
    ]
    return over + under + corners if gateway else under + over + corners
