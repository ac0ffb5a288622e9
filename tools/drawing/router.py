"""Flows: the cheapest way through the channels between columns and rows, around every shape."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from tools.drawing.geometry import Box, Point, hit, straightened, with_air
from tools.drawing.notation import identity, kind
from tools.drawing.plan import PlanRefused

BEND, CROSS, SHARE = 30, 150, 400  # what a flow pays for these, in pixels of detour
ASIDE, BUSY = 300, 80  # for leaving by the wrong side; for a dock others already leave by
ROUNDS = 3  # every flow is laid that often, each time around the others
SIDES = {"R": (1, 0), "L": (-1, 0), "T": (0, -1), "B": (0, 1)}

Spot = tuple[int, int]
Way = tuple[int, int]
Dock = tuple[str, str, float]  # node, side, share of its width


@dataclass(frozen=True, kw_only=True)
class Port:
    """A place where a flow may leave or reach a shape, and the grid point in front of it."""

    at: Spot
    way: Way
    point: Point
    cost: float
    dock: Dock


@dataclass
class Router:
    """Lays the flows of one scope: `boxes` stand in it, `starts` are the left edges of its columns."""

    nodes: Mapping[str, Element]
    boxes: Mapping[str, Box]
    flows: Sequence[Element]
    area: Box  # left, top, right, bottom
    starts: Sequence[float]
    used: dict[Spot, dict[str, set[int]]] = field(default_factory=dict)
    docks: dict[str, tuple[tuple[Dock, bool], tuple[Dock, bool]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Lay the grid: three tracks in each gap, the middle of shapes, ten pixels apart between rows."""
        left, top, right, bottom = self.area
        tasks = [box for box in self.boxes.values() if box[3] > 50]
        xs = {x - k for x in self.starts for k in (15, 25, 35)}
        xs |= {x + w / 2 for x, _, w, _ in self.boxes.values()}
        xs |= {x + w * share for x, _, w, _ in tasks for share in (0.18, 0.82)}
        ys = {y + h / 2 for _, y, _, h in self.boxes.values()}
        ys |= {
            y
            for y in range(int(top) + 10, int(bottom), 10)
            if not any(b[1] - 8 < y < b[1] + b[3] + 8 for b in tasks)
        }
        self.xs, self.ys = sorted(x for x in xs if left < x < right), sorted(ys)
        self.at_x = {x: i for i, x in enumerate(self.xs)}
        self.at_y = {y: j for j, y in enumerate(self.ys)}
        fat = [with_air(box) for box in self.boxes.values()]
        self.walls = {
            (i, j)
            for i, x in enumerate(self.xs)
            for j, y in enumerate(self.ys)
            if any(hit((x, y, 0, 0), box) for box in fat)
        }
        guests = [
            node.get("attachedToRef")
            for name, node in self.nodes.items()
            if name in self.boxes and node.get("attachedToRef")
        ]
        # One boundary event leaves the middle of its host's lower edge free, two do not.
        self.crowded = {host for host in guests if guests.count(host) > 1}

    def lay(self) -> dict[str, list[Point]]:
        """Every flow's points, short flows first."""
        laid: dict[str, list[Point]] = {}
        for flow in sorted(self.flows, key=self.reach) * ROUNDS:
            me = identity(flow)
            self.docks.pop(me, None)
            for spot in self.used.values():
                spot.pop(me, None)
            laid[me] = straightened(self.find(flow))
        return laid

    def reach(self, flow: Element) -> float:
        """How far its ends stand from one another; up and down counts double."""
        a, b = (self.boxes[flow.get(end, "")] for end in ("sourceRef", "targetRef"))
        return abs(a[0] - b[0]) + 2 * abs(a[1] - b[1])

    def ports(self, flow: Element, end: str) -> Iterator[Port]:
        """Where the flow may dock at this end, with what each place costs."""
        name, leaving = flow.get(end, ""), end == "sourceRef"
        box, node = self.boxes[name], kind(self.nodes[name])
        back = self.boxes[flow.get("targetRef", "")][0] < self.boxes[flow.get("sourceRef", "")][0]
        fork = sum(other.get("sourceRef") == name for other in self.flows) > 1
        for side, (dx, dy) in SIDES.items():
            if (side != "B" and node == "boundaryEvent") or (side == "B" and name in self.crowded):
                continue
            for share in (0.5, 0.18, 0.82) if dy and box[3] > 50 else (0.5,):
                found = self._front(box, side, share)
                if found is None:
                    continue
                at, point = found
                # A fork keeps its corners for what leaves it, a join for what comes in.
                corner = node.endswith("Gateway") and leaving == fork
                cost: float = 0 if side == "LR"[leaving] else ASIDE if dx else 5 if back or corner else 60
                away = abs(self.xs[at[0]] - point[0]) + abs(self.ys[at[1]] - point[1])
                dock = (name, side, share)
                cost += self._taken(dock, leaving=leaving) + 10 * (share != 0.5)
                yield Port(at=at, way=(dx, dy), point=point, cost=cost + away, dock=dock)

    def _front(self, box: Box, side: str, share: float) -> tuple[Spot, Point] | None:
        """The first free grid point in front of this place on the shape's edge."""
        (x, y, w, h), (dx, dy) = box, SIDES[side]
        point = (x + w * share, y + h * (side == "B")) if dy else (x + w * (side == "R"), y + h / 2)
        i, j = self.at_x[point[0] if dy else x + w / 2], self.at_y[y + h / 2]
        fat = with_air(box)
        while self._within((i, j)) and hit((self.xs[i], self.ys[j], 0, 0), fat):
            i, j = i + dx, j + dy
        return ((i, j), point) if self._within((i, j)) and (i, j) not in self.walls else None

    def _taken(self, dock: Dock, *, leaving: bool) -> float:
        ends = (end for pair in self.docks.values() for end in pair)
        return sum((ASIDE if out != leaving else BUSY if out else 25) for spot, out in ends if spot == dock)

    def _within(self, spot: Spot) -> bool:
        return 0 <= spot[0] < len(self.xs) and 0 <= spot[1] < len(self.ys)

    def find(self, flow: Element) -> list[Point]:
        """The cheapest way: Dijkstra over grid point and direction."""
        me, tick = identity(flow), itertools.count()
        kin = self._kin(flow)
        goals = {(port.at, (-port.way[0], -port.way[1])): port for port in self.ports(flow, "targetRef")}
        best: dict[tuple[Spot, Way], float] = {}
        came: dict[tuple[Spot, Way], tuple[Spot, Way] | Port] = {}
        heap: list[tuple[float, int, Spot, Way, Way | None]] = []
        for port in self.ports(flow, "sourceRef"):
            best[port.at, port.way], came[port.at, port.way] = port.cost, port
            heapq.heappush(heap, (port.cost, next(tick), port.at, port.way, None))
        while heap:
            cost, _, at, way, docking = heapq.heappop(heap)
            if docking is not None:
                return self._walked_back(me, at, way, goals[at, docking], came)
            if cost > best[at, way]:
                continue
            for new in SIDES.values():
                if new == (-way[0], -way[1]):
                    continue
                turned = cost + BEND * (new != way)
                if (at, new) in goals:
                    heapq.heappush(heap, (turned + goals[at, new].cost, next(tick), at, way, new))
                to = at[0] + new[0], at[1] + new[1]
                if to in self.walls or not self._within(to):
                    continue
                total = turned + self._toll(at, to, new, kin)
                if total < best.get((to, new), 1e9):
                    best[to, new], came[to, new] = total, (at, way)
                    heapq.heappush(heap, (total, next(tick), to, new, None))
        raise PlanRefused(f"there is no way for the flow {me}; give it an empty column or row")

    def _kin(self, flow: Element) -> set[str]:
        """Flows with the same start or the same end: they may share a line."""
        ends = ("sourceRef", "targetRef")
        return {
            identity(other) for other in self.flows if any(other.get(end) == flow.get(end) for end in ends)
        }

    def _toll(self, at: Spot, to: Spot, way: Way, kin: set[str]) -> float:
        toll: float = abs(self.xs[to[0]] - self.xs[at[0]]) + abs(self.ys[to[1]] - self.ys[at[1]])
        for other, axes in self.used.get(to, {}).items():
            along = abs(way[0]) in axes and abs(way[0]) in self.used.get(at, {}).get(other, ())
            if along:
                toll += 3 if other in kin else SHARE
            elif other not in kin:
                toll += CROSS
        return toll

    def _walked_back(
        self,
        me: str,
        at: Spot,
        way: Way,
        goal: Port,
        came: Mapping[tuple[Spot, Way], tuple[Spot, Way] | Port],
    ) -> list[Point]:
        points = [goal.point]
        step: tuple[Spot, Way] | Port = (at, way)
        while not isinstance(step, Port):
            points.append((self.xs[step[0][0]], self.ys[step[0][1]]))
            step = came[step]
        points.append(step.point)
        self.docks[me] = ((step.dock, True), (goal.dock, False))
        for a, b in itertools.pairwise(points):
            for x, y in (a, b):
                if x in self.at_x and y in self.at_y:
                    spot = self.used.setdefault((self.at_x[x], self.at_y[y]), {})
                    spot.setdefault(me, set()).add(abs(int(a[1] == b[1])))
        return points[::-1]
