"""From where an inclusive join can still be reached, and through which of its flows."""

from __future__ import annotations

from engine.bpmn.graph.node import Node


def find_reach(join: Node) -> dict[str, frozenset[str]]:
    """Node id -> the incoming flows of the join it can reach without passing the join.

    A boundary event is a way out of the activity it hangs on.
    """
    found: dict[str, set[str]] = {}
    for flow in join.into:
        seen: set[str] = set()
        waiting = [flow.source]
        while waiting:
            node = waiting.pop()
            if node is join or node.id in seen:
                continue
            seen.add(node.id)
            found.setdefault(node.id, set()).add(flow.id)
            waiting.extend(link.source for link in node.into)
            host = node.area.nodes.get(node.element.attached_to) if node.element.attached_to else None
            if host is not None:
                waiting.append(host)
    return {node: frozenset(flows) for node, flows in found.items()}
