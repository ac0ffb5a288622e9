"""Parallel joins that can wait for ever: a flow that never comes, or that a choice has left aside.

Purely of the drawing. A choice is whatever goes on in one of several ways: an exclusive or event-based
gateway, conditions, an activity that a boundary event may leave, several start events. It starves a join
when one of its ways leads away for good from a flow that has no other origin, and a token is sure to wait
at the join all the same. Nothing is said of a choice that several tokens may pass, each its own way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import permutations

from engine.bpmn.graph.node import Area, Link, Node
from engine.bpmn.graph.reach import find_reach

Flows = frozenset[str]
Way = tuple[Link | Node, ...]  # the flows and boundary events that are taken together

# What is thrown may be caught further out, and the waiting token taken away.
_KILLS = frozenset({"terminate", "error", "escalation", "cancel", "message", "signal"})
_ONE_OF_ITS_WAYS = frozenset({"exclusiveGateway", "eventBasedGateway"})


@dataclass(frozen=True, kw_only=True)
class Starved:
    """A join, the source of the flow that does not come, and when: in words, "" for never at all."""

    join: Node
    missing: Node
    when: str


def starving_joins(area: Area) -> Iterator[Starved]:
    """At most one reason for each parallel join of the area."""
    joins = [node for node in area.nodes.values() if node.kind == "parallelGateway" and len(node.into) > 1]
    if not joins:
        return
    graph = _Graph(area)
    for join in joins:
        found = next(graph.reasons(join), None)
        if found is not None:
            yield found


class _Graph:
    """One area with its choices and forks; every question is one walk backwards over the flows."""

    def __init__(self, area: Area) -> None:
        self.nodes = list(area.nodes.values())
        self.starts = [node for node in self.nodes if node.kind == "startEvent"]
        self.choices = [(node, ways) for node in self.nodes if len(ways := _ways(node)) > 1 or _may_add(node)]
        self.forks = [(node, exits) for node in self.nodes if len(exits := _together(node)) > 1]
        self.live = self._live()
        self.without = {node.id: self._reached_without(node) for node, _ in self.choices}
        self.several = {node.id: self._gets_several(node) for node, _ in self.choices}

    def reasons(self, join: Node) -> Iterator[Starved]:
        """Every choice that can starve this join."""
        leads = find_reach(join)
        loses = _leading_to(_is_end, self.nodes, join)
        kills = _leading_to(_may_kill, self.nodes, join)
        for flow in join.into:
            if flow.id not in self.live and any(one.id in self.live for one in join.into):
                yield Starved(join=join, missing=flow.source, when="")
        if len(self.starts) > 1:
            yield from self._of_starts(join, leads)
        for choice, ways in self.choices:
            if self.several[choice.id]:
                continue
            only_by_choice = {flow.id for flow in join.into if flow.id not in self.without[choice.id]}
            come = [_flows(way, join, leads) for way in ways]
            for place, (way, flows) in enumerate(zip(ways, come, strict=True)):
                missing = only_by_choice - flows
                if not missing:
                    continue
                others = frozenset().union(*come[:place], *come[place + 1 :])
                sure = flows - others or (flows and not _any(way, join, loses))
                if not sure and (
                    _any(way, join, kills) or not self._waits(join, choice, missing, leads, loses)
                ):
                    continue
                source = next(flow.source for flow in join.into if flow.id in missing)
                when = f" when '{choice.element.label}' goes on to '{_named(way, choice)}'"
                yield Starved(join=join, missing=source, when=when)

    def _of_starts(self, join: Node, leads: dict[str, Flows]) -> Iterator[Starved]:
        for start in self.starts:
            missing = {flow.id for flow in join.into} - leads.get(start.id, frozenset())
            if missing and start.id in leads:
                source = next(flow.source for flow in join.into if flow.id in missing)
                yield Starved(join=join, missing=source, when=f" when '{start.element.label}' starts it")

    def _waits(
        self, join: Node, choice: Node, missing: Iterable[str], leads: dict[str, Flows], loses: set[str]
    ) -> bool:
        """Whether a token beside the choice is sure to come to the join."""
        to_choice = _leading_to(lambda node: node is choice, self.nodes, join)
        for fork, exits in self.forks:
            if fork.id not in to_choice:
                continue
            for here, there in permutations(exits, 2):
                beside = _flows((there,), join, leads)
                if (
                    _any((here,), join, to_choice)
                    and not _any((there,), join, to_choice)
                    and not _any((there,), join, loses)
                    and beside - set(missing)
                ):
                    return True
        return False

    def _reached_without(self, choice: Node) -> set[str]:
        """The flows that a token can take from a start without passing the choice."""
        waiting = [start for start in self.starts if start is not choice]
        seen: set[str] = set()
        flows: set[str] = set()
        while waiting:
            node = waiting.pop()
            if node.id in seen or node is choice:
                continue
            seen.add(node.id)
            flows.update(link.id for link in node.links)
            waiting += [link.target for link in node.links] + node.boundaries
        return flows

    def _live(self) -> set[str]:
        """The flows that can carry a token: those after a parallel join only when all into it can."""
        live: set[str] = set()
        waiting = list(self.starts)
        seen: set[str] = set()
        while waiting:
            node = waiting.pop()
            if node.id in seen:
                continue
            if node.kind == "parallelGateway" and not all(flow.id in live for flow in node.into):
                continue  # looked at again when the next flow into it is found
            seen.add(node.id)
            live.update(link.id for link in node.links)
            waiting += [link.target for link in node.links] + node.boundaries
        return live

    def _gets_several(self, choice: Node) -> bool:
        """Whether two branches of a fork come to the choice without a join that makes one token of them."""
        before = {choice.id}
        waiting = [choice]
        while waiting:
            node = waiting.pop()
            if node is not choice and _synchronises(node):
                continue
            for source in _sources(node):
                if source.id not in before:
                    before.add(source.id)
                    waiting.append(source)
        return any(
            sum(_target(one).id in before and not _stops(one, choice) for one in exits) > 1
            for _, exits in self.forks
        )


def _ways(node: Node) -> list[Way]:
    """The ways in which a token can go on, each with everything that is taken together."""
    boundaries: list[Way] = [(one,) for one in node.boundaries if _leaves(one) and one.element.interrupting]
    if node.kind in _ONE_OF_ITS_WAYS:
        return [*((link,) for link in node.links), *boundaries]
    always = tuple(link for link in node.links if link.condition is None and not link.default)
    asked = [link for link in node.links if link.condition is not None]
    default = [link for link in node.links if link.default]
    if not asked:
        return [(*always, *default), *boundaries]
    ways = [(*always, link) for link in (*asked, *default)]
    return [*ways, *([always] if always and not default else []), *boundaries]


def _may_add(node: Node) -> bool:
    """Whether a boundary event may send a second token, and may not."""
    return any(_leaves(one) and not one.element.interrupting for one in node.boundaries)


def _together(node: Node) -> list[Link | Node]:
    """What can be taken in one passage, several tokens at once."""
    if node.kind in _ONE_OF_ITS_WAYS:
        return []
    return [*node.links, *(one for one in node.boundaries if _leaves(one) and not one.element.interrupting)]


def _leaves(boundary: Node) -> bool:
    return boundary.event_kind != "compensation"


def _is_end(node: Node) -> bool:
    return not node.links and not node.element.for_compensation and not node.element.event_sub_process


def _may_kill(node: Node) -> bool:
    if node.inner is not None:
        return any(map(_may_kill, node.inner.nodes.values()))
    return node.event_kind in _KILLS and node.kind in ("endEvent", "intermediateThrowEvent")


def _synchronises(node: Node) -> bool:
    return node.kind in ("parallelGateway", "inclusiveGateway") and len(node.into) > 1


def _leading_to(wanted: Callable[[Node], bool], nodes: Iterable[Node], join: Node) -> set[str]:
    """The nodes from which a wanted one can be reached without passing the join."""
    waiting = [node for node in nodes if node is not join and wanted(node)]
    seen: set[str] = set()
    while waiting:
        node = waiting.pop()
        if node is join or node.id in seen:
            continue
        seen.add(node.id)
        waiting.extend(_sources(node))
    return seen


def _sources(node: Node) -> list[Node]:
    host = node.area.nodes.get(node.element.attached_to or "")
    return [*(link.source for link in node.into), *([host] if host is not None else [])]


def _target(one: Link | Node) -> Node:
    return one.target if isinstance(one, Link) else one


def _stops(one: Link | Node, choice: Node) -> bool:
    """Whether the flow ends at once in a join, which is not the choice itself."""
    target = _target(one)
    return target is not choice and _synchronises(target)


def _flows(way: Way, join: Node, leads: dict[str, Flows]) -> Flows:
    """The flows of the join that a token of this way may take."""
    found: set[str] = set()
    for one in way:
        if isinstance(one, Link) and one.target is join:
            found.add(one.id)
        else:
            found |= leads.get(_target(one).id, frozenset())
    return frozenset(found)


def _any(way: Way, join: Node, among: set[str]) -> bool:
    return any(_target(one) is not join and _target(one).id in among for one in way)


def _named(way: Way, choice: Node) -> str:
    target = _target(way[-1]) if way else choice
    return target.element.label
