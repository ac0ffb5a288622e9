"""Every way a small diagram of gateways can run, one by one: what a finding about a join is held to."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterator

from engine.bpmn.graph.node import Area, Node

Marking = tuple[tuple[str, int], ...]  # tokens on flows, by the flow's id
_MOST_TOKENS = 3  # on one flow; a diagram that can pile up more is not walked
_MOST_MARKINGS = 4_000


class Unbounded(Exception):
    """The diagram has too many markings to walk them all."""


def stuck_joins(area: Area) -> set[str]:
    """The parallel joins at which a token can come to wait without any chance that the join goes on."""
    moves = dict(_walk(area))
    joins = [node for node in area.nodes.values() if node.kind == "parallelGateway" and len(node.into) > 1]
    return {join.id for join in joins if _can_stick(join, moves)}


def _can_stick(join: Node, moves: dict[Marking, list[tuple[str, Marking]]]) -> bool:
    into = {flow.id for flow in join.into}
    before: dict[Marking, list[Marking]] = {}
    for marking, found in moves.items():
        for _, after in found:
            before.setdefault(after, []).append(marking)
    goes_on = {marking for marking, found in moves.items() if any(node == join.id for node, _ in found)}
    waiting = deque(goes_on)
    while waiting:
        for earlier in before.get(waiting.popleft(), ()):
            if earlier not in goes_on:
                goes_on.add(earlier)
                waiting.append(earlier)
    return any(marking not in goes_on and into & dict(marking).keys() for marking in moves)


def _walk(area: Area) -> Iterator[tuple[Marking, list[tuple[str, Marking]]]]:
    starts = [node for node in area.nodes.values() if node.kind == "startEvent"]
    waiting = deque(_put({}, [link.id for link in start.links]) for start in starts)
    seen = set(waiting)
    while waiting:
        marking = waiting.popleft()
        found = list(_moves(area, marking))
        yield marking, found
        for _, after in found:
            if after not in seen:
                seen.add(after)
                waiting.append(after)
        if len(seen) > _MOST_MARKINGS:
            raise Unbounded


def _moves(area: Area, marking: Marking) -> Iterator[tuple[str, Marking]]:
    tokens = dict(marking)
    for node in area.nodes.values():
        into = [flow.id for flow in node.into]
        if node.kind == "parallelGateway" and len(into) > 1:
            taken = [into] if all(flow in tokens for flow in into) else []
        else:
            taken = [[flow] for flow in into if flow in tokens]
        for flows in taken:
            rest = _without(tokens, flows)
            out = [link.id for link in node.links]
            ways = [[one] for one in out] if node.kind == "exclusiveGateway" and out else [out]
            for way in ways:
                yield node.id, _put(rest, way)


def _without(tokens: dict[str, int], flows: list[str]) -> dict[str, int]:
    rest = dict(tokens)
    for flow in flows:
        rest[flow] -= 1
        if not rest[flow]:
            del rest[flow]
    return rest


def _put(tokens: dict[str, int], flows: list[str]) -> Marking:
    more = dict(tokens)
    for flow in flows:
        more[flow] = more.get(flow, 0) + 1
        if more[flow] > _MOST_TOKENS:
            raise Unbounded
    return tuple(sorted(more.items()))


def tangle(seed: int) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Nodes (kind, id) and flows of a random diagram without any order in it; every node can be reached."""
    lots = random.Random(seed)  # noqa: S311  # a test that can be repeated
    count = lots.randint(3, 8)
    nodes = [("start", "s")]
    nodes += [(lots.choice(["exclusive", "parallel", "parallel"]), f"g{n}") for n in range(count)]
    nodes += [("end", f"e{n}") for n in range(lots.randint(1, 2))]
    inner = [name for kind, name in nodes if kind in ("exclusive", "parallel")]
    ends = [name for kind, name in nodes if kind == "end"]
    flows = [("s", inner[0])]
    for place, name in enumerate(inner[1:], 1):
        flows.append((lots.choice(inner[:place]), name))  # reached from one before
    for name in inner:
        for _ in range(lots.choice([0, 1, 1, 1, 2])):
            target = lots.choice([*inner, *ends])
            if target != name and (name, target) not in flows:
                flows.append((name, target))
    leaving = {source for source, _ in flows}
    flows += [(name, lots.choice(ends)) for name in inner if name not in leaving]
    reached = {target for _, target in flows} | {"s"}
    return [node for node in nodes if node[1] in reached], flows
