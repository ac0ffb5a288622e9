"""Where everything stands: columns and rows as large as what is in them, lanes and pools around."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from tools.drawing.geometry import CORNER, GAP, GUEST, HEAD, MANY, PAD, ROW, SIZES, Box, Point, label_size
from tools.drawing.notation import URI, children, every, identity, is_small, kind
from tools.drawing.plan import Block, Plan, PlanRefused
from tools.drawing.router import Router

POOL_LEFT, POOL_TOP, POOL_STEP, POOL_HEIGHT = 160, 80, 100, 60


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One element with its place in the map."""

    block: Block
    row: int
    column: int
    name: str
    width: float
    height: float


@dataclass
class Layout:
    """The drawing as it grows: shapes, flows and lanes by id, and what belongs on which plane."""

    root: Element
    plan: Plan
    shapes: dict[str, Box] = field(default_factory=dict)
    flows: dict[str, list[Point]] = field(default_factory=dict)
    planes: list[tuple[str, list[str]]] = field(default_factory=list)
    lanes: dict[str, tuple[float, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Know every element by its id."""
        self.nodes = {identity(node): node for node in self.root.iter("*") if node.get("id")}
        self.closed = {block.name for block in self.plan.named("closed")}
        pool = self.root.find(".//bpmn:participant[@processRef]", URI)
        if pool is None:
            raise PlanRefused("the diagram has no pool for its process")
        self.pool, self.process = pool, self.nodes[pool.get("processRef", "")]
        self.grids = {block.name: [block] for block in self.plan.named("open", "closed")}
        self.grids[identity(self.process)] = self.plan.named("lane", "strip")

    def is_open(self, node: Element) -> bool:
        """A sub-process that shows what is in it."""
        return kind(node) == "subProcess" and identity(node) not in self.closed

    def size(self, node: Element) -> tuple[float, float]:
        """Width and height of a shape; an open sub-process is as large as its content."""
        if self.is_open(node):
            return self.place(node, 0, 0)
        ending = next((name for name in ("gateway", "event") if kind(node).lower().endswith(name)), "task")
        width, height = SIZES[ending]
        guests = sum(other.get("attachedToRef") == identity(node) for other in self.nodes.values())
        # Two boundary events stand on a task's lower edge, each further one needs as much room as they do.
        return (width if guests < MANY else GUEST * guests), height

    def draw(self) -> None:
        """Place everything and lay every flow."""
        outside = {how: [block.name for block in self.plan.named(how)] for how in ("above", "below")}
        above, below = outside["above"], outside["below"]
        left, top = POOL_LEFT, POOL_TOP + POOL_STEP * len(above)
        width, height = self.place(self.process, left + 2 * HEAD, top)
        width += 2 * HEAD
        for n, name in enumerate(above):
            self.shapes[name] = (left, POOL_TOP + POOL_STEP * n, width, POOL_HEIGHT)
        for n, name in enumerate(below):
            self.shapes[name] = (left, top + height + 40 + POOL_STEP * n, width, POOL_HEIGHT)
        self.shapes[identity(self.pool)] = (left, top, width, height)
        lanes = [block.name for block in self.grids[identity(self.process)]]
        for lane in lanes:
            upper, lower = self.lanes[lane]
            self.shapes[lane] = (left + HEAD, upper, width - HEAD, lower - upper)
        messages = list(every(self.root, "bpmn:messageFlow"))
        for flow in messages:
            self.flows[identity(flow)] = self.straight(flow, {*above, *below})
        collaboration = self.pool.getparent()
        assert collaboration is not None  # noqa: S101 - a participant always stands in a collaboration
        inner = self.inside(self.process)
        names = [*above, *below, identity(self.pool), *lanes, *inner, *map(identity, messages)]
        self.planes = [(identity(collaboration), names)]
        for block in self.plan.named("closed"):
            self.place(self.nodes[block.name], POOL_LEFT, POOL_TOP)
            self.planes.append((block.name, self.inside(self.nodes[block.name])))

    def straight(self, flow: Element, outside: set[str]) -> list[Point]:
        """A message flow: straight up or down to the other pool."""
        source, target = flow.get("sourceRef", ""), flow.get("targetRef", "")
        inner, outer = (target, source) if source in outside else (source, target)
        (x, y, w, h), other = self.shapes[inner], self.shapes[outer]
        x += w / 2 + ((30 if inner == source else -30) if w > 50 else 0)
        points = [(x, y), (x, other[1] + POOL_HEIGHT)] if other[1] < y else [(x, y + h), (x, other[1])]
        return points if inner == source else points[::-1]

    def inside(self, scope: Element) -> list[str]:
        """The ids drawn in this scope and in its open sub-processes."""
        found: list[str] = []
        for node in children(scope) + children(scope, "sequenceFlow"):
            found.append(identity(node))
            if self.is_open(node):
                found += self.inside(node)
        return found

    def place(self, scope: Element, left: float, top: float) -> tuple[float, float]:
        """Stand everything of this scope in its column and row; the size it takes."""
        head = HEAD if self.is_open(scope) else 0
        boundaries = children(scope, "boundaryEvent")
        hosts = [event.get("attachedToRef", "") for event in boundaries]
        blocks = self.blocks(scope)
        cells, starts, widths = self.columns(scope, blocks, left)
        right, y = starts[-1] - GAP + PAD, top + head
        for block in blocks:
            begin, y, x = y, y + PAD, left + PAD
            here: list[Cell] = []
            for row in range(len(block.rows)):
                here = [cell for cell in cells if cell.block is block and cell.row == row]
                height = max((cell.height for cell in here), default=SIZES["event"][1])
                for cell in here:
                    middle = starts[cell.column] + (widths[cell.column] - cell.width) / 2
                    at = x if block.how == "strip" else middle
                    self.shapes[cell.name] = (at, y + (height - cell.height) / 2, cell.width, cell.height)
                    x += cell.width + ROW
                right = max(right, x - ROW + PAD if block.how == "strip" else 0)
                y += (
                    height
                    + ROW * (row < len(block.rows) - 1)
                    + PAD * any(cell.name in hosts for cell in here)
                )
            y += PAD + max((self.hanging(cell, height) for cell in here), default=0)
            self.lanes[block.name] = (begin, y)
        for n, event in enumerate(boundaries):
            x, at, w, h = self.shapes[hosts[n]]
            before, step = hosts[:n].count(hosts[n]), self.boundary_step(hosts, hosts[n])
            self.shapes[identity(event)] = (x + w - CORNER - step * before - 18, at + h - 18, 36, 36)
        for node in children(scope):
            if self.is_open(node):
                self.place(node, *self.shapes[identity(node)][:2])
        boxes = {identity(node): self.shapes[identity(node)] for node in children(scope)}
        router = Router(
            self.nodes, boxes, children(scope, "sequenceFlow"), (left, top + head, right, y), starts
        )
        self.flows |= router.lay()
        return right - left, y - top

    def hanging(self, cell: Cell, row: float) -> float:
        """How far the name below an event in the last row would hang out of the lane."""
        if cell.height != SIZES["event"][1]:
            return 0
        name = label_size(self.nodes[cell.name].get("name") or "-")[1] + 6
        return max(0, name - (row - cell.height) / 2 - PAD)

    def boundary_step(self, hosts: list[str], host: str) -> int:
        """How far the boundary events of a host stand apart; two leave the plus of a closed one in view."""
        folded = kind(self.nodes[host]) in ("subProcess", "callActivity")
        return 64 if folded and hosts.count(host) == 2 else 50

    def blocks(self, scope: Element) -> list[Block]:
        """The map of this scope; without one, everything in a row."""
        row = [identity(node) for node in children(scope) if kind(node) != "boundaryEvent"]
        return self.grids.get(identity(scope)) or [Block(how="open", name=identity(scope), rows=[row])]

    def columns(
        self, scope: Element, blocks: list[Block], left: float
    ) -> tuple[list[Cell], list[float], dict[int, float]]:
        """The cells of the scope, the left edge of each column and the width of each."""
        wanted = {identity(node) for node in children(scope) if kind(node) != "boundaryEvent"}
        cells: list[Cell] = []
        widths: dict[int, float] = {}
        for block in blocks:
            for r, row in enumerate(block.rows):
                for c, name in enumerate(row):
                    widths.setdefault(c, 0)
                    if name == ".":
                        continue
                    if name not in wanted:
                        raise PlanRefused(
                            f"{block.name}: there is no element '{name}' here, or it stands twice"
                        )
                    wanted.remove(name)
                    node = self.nodes[name]
                    width, height = self.size(node)
                    need = (
                        max(width, label_size(node.get("name") or "-")[0] - 20) if is_small(node) else width
                    )
                    cells.append(Cell(block=block, row=r, column=c, name=name, width=width, height=height))
                    widths[c] = max(widths[c], need if block.how != "strip" else 0)
        if wanted:
            raise PlanRefused(f"the map has no place for {', '.join(sorted(wanted))}")
        starts = [left + PAD + sum(widths[i] + GAP for i in range(c)) for c in range(len(widths) + 1)]
        return cells, starts, widths
