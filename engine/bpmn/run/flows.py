"""Leaving a node and joining flows: gateways, conditional flows, implicit forks."""

from __future__ import annotations

from engine.bpmn.graph.node import Link, Node
from engine.bpmn.run.state import Run
from engine.bpmn.run.token import Scope


class NoFlowIsTrue(Exception):
    """Every way out has a condition, none is true, and none is the default."""


def choose(run: Run, scope: Scope, node: Node) -> list[Link]:
    """The flows a token takes out of a node. Raises NoFlowIsTrue, FeelError."""
    if node.kind == "parallelGateway":
        return node.links
    first_only = node.kind == "exclusiveGateway"
    taken: list[Link] = []
    default: Link | None = None
    for link in node.links:
        if link.default:
            default = link
        elif link.condition is None or run.value(link.condition, scope) is True:
            taken.append(link)
            if first_only:
                break
    if not taken and default is not None:
        taken.append(default)
    if not taken and node.links:
        raise NoFlowIsTrue(node.id)
    return taken


def take(run: Run, scope: Scope, links: list[Link]) -> None:
    """Send an arrival along each of the flows."""
    for link in links:
        if link.id:
            run.trace.append(("took", scope.area.process, link.id))
        run.send("arrive", scope, link.target, link)


def is_join(node: Node) -> bool:
    """Whether arrivals wait here for one another."""
    return len(node.into) > 1 and node.kind in ("parallelGateway", "inclusiveGateway")


def arrive_at_join(run: Run, scope: Scope, node: Node, link: Link) -> bool:
    """Put an arrival down at a join; whether it fires now (inclusive ones are asked when all is quiet)."""
    waiting = scope.joins.setdefault(node.id, {})
    waiting.setdefault(link.id, []).append(run.number())
    if node.kind == "inclusiveGateway":
        run.joining[scope.id, node.id] = None
        return False
    if len(waiting) < len(node.into):
        return False
    consume(run, scope, node)
    return True


def consume(run: Run, scope: Scope, node: Node) -> None:
    """Take one arrival from each filled flow; together they go on as one. Surplus arrivals stay."""
    waiting = scope.joins[node.id]
    scope.live -= len(waiting) - 1
    for flow in list(waiting):
        waiting[flow].pop(0)
        if not waiting[flow]:
            del waiting[flow]
    if not waiting:
        del scope.joins[node.id]
        run.joining.pop((scope.id, node.id), None)


def ready_inclusive_join(run: Run) -> tuple[Scope, Node] | None:
    """The first inclusive join that need not wait any longer; to be asked only when nothing else moves."""
    for scope_id, node_id in sorted(run.joining, key=lambda key: _first_arrival(run, *key)):
        scope = run.scopes[scope_id]
        node = scope.area.nodes[node_id]
        if not _has_to_wait(scope, node):
            return scope, node
    return None


def _first_arrival(run: Run, scope: int, node: str) -> int:
    return min(places[0] for places in run.scopes[scope].joins[node].values())


def _has_to_wait(scope: Scope, node: Node) -> bool:
    """Some token can still reach an empty flow without passing the join, and cannot reach a filled one."""
    filled = scope.joins[node.id].keys()
    if len(filled) == len(node.into):
        return False
    standing = {token.node.id for token in scope.tokens.values() if token.holder is None}
    standing.update(other for other in scope.joins if other != node.id)
    for place in standing:
        reachable = node.reach.get(place)
        if reachable and reachable.isdisjoint(filled):
            return True
    return False
