"""Which branches beside others a node lies in: a token may be put back only where the same ones are open."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from engine.bpmn.graph.node import Node

_ONE_WAY = frozenset({"exclusiveGateway", "eventBasedGateway"})
_JOINS = frozenset({"parallelGateway", "inclusiveGateway"})


def open_branches(node: Node) -> frozenset[tuple[str, str]]:
    """The forks that have not come together again before the node, each with the branches that lead here.

    A branch is named by its first flow, or by the boundary event it begins at.

    A token that went back across one of these would leave its own branch undone, or fork a second time. What
    hangs on an activity without interrupting it is a branch of its own and never comes together.
    """
    found = set()
    for fork in node.area.nodes.values():
        beside = [one for one in fork.boundaries if not one.element.interrupting]
        found |= {(fork.id, one.id) for one in beside if node.id in _reached(one, {fork.id})}
        if is_fork(fork):
            ends = {fork.id, *_where_all_meet(fork, [link.target for link in fork.links])} - {node.id}
            found |= {(fork.id, link.id) for link in fork.links if node.id in _reached(link.target, ends)}
    return frozenset(found)


def is_fork(node: Node) -> bool:
    """Whether more than one way out of it may be taken at once."""
    return node.kind not in _ONE_WAY and len(node.links) > 1


def _where_all_meet(fork: Node, branches: Iterable[Node]) -> set[str]:
    met = reduce(set.intersection, (_reached(one, {fork.id}) for one in branches))
    nodes = fork.area.nodes
    return {one for one in met if nodes[one].kind in _JOINS and len(nodes[one].into) > 1}


def _reached(first: Node, without: set[str]) -> set[str]:
    """The nodes a token can come to from here, this one included, if it may not enter some."""
    seen: set[str] = set()
    waiting = [first]
    while waiting:
        node = waiting.pop()
        if node.id in seen or node.id in without:
            continue
        seen.add(node.id)
        waiting += [link.target for link in node.links]
        waiting += [one for one in node.boundaries if one.event_kind != "compensation"]
    return seen
