"""Names outside their shapes: the first place that touches nothing."""

from __future__ import annotations

from tools.drawing.geometry import Box, Point, hit, inset, label_size, spans
from tools.drawing.layout import Layout
from tools.drawing.notation import identity, is_small, kind

ON_SHAPE, ON_LABEL, ON_FLOW = 200, 150, 40  # what a bad place costs
STROKE = 14  # room for the stroke that marks a default flow
# Machines without Arial show a wider font, which would break words in a box that just fits.
ROOM = (0.18, 0.12, 0.06)


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
        width, height = label_size(name)
        places = (
            _beside_flow(layout, i, width, height)
            if i in layout.flows
            else _beside_shape(layout, i, width, height)
        )

        def cost(order: int, at: Point, me: str = i, size: tuple[float, float] = (width, height)) -> float:
            box = inset((*at, *size), 1)
            return (
                ON_SHAPE * sum(hit(box, shape) for other, shape in solid.items() if other != me)
                + ON_LABEL * sum(hit(box, label) for label in written.values())
                + ON_FLOW * sum(hit(box, leg) for leg in legs)
                + order
            )

        best = min(enumerate(places), key=lambda place: cost(*place))[1]
        written[i] = (*best, width, height)
    for i, box in written.items():
        others = [label for other, label in written.items() if other != i]
        written[i] = _with_room(box, [*solid.values(), *legs, *others])
    return written


def _with_room(box: Box, around: list[Box]) -> Box:
    """The label wider on both sides, as far as nothing new is touched."""
    x, y, width, height = box
    for share in ROOM:
        wide = (x - width * share / 2, y, width * (1 + share), height)
        if not any(hit(inset(wide, -1), one) and not hit(inset(box, -1), one) for one in around):
            return wide
    return box


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
        return [(x - width - 20, y + 20), (x + 20, y + 20), (x - width - 5, end + 2), (x + 5, end + 2)]
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
