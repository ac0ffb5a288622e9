"""Whether one element of a process can only come after another."""

from __future__ import annotations

from engine.bpmn.graph.node import Area, Node


def comes_only_after(later: Node, earlier: Node) -> bool:
    """Whether every way to `later` leads through `earlier`, and none leads back.

    Elements at different depths are compared where they first lie side by side. What an event may start at
    any time, and what lies in another process, comes in no order.
    """
    pair = _side_by_side(later, earlier)
    if pair is None:
        return False
    after, before = pair
    if after.element.event_sub_process or before.element.event_sub_process:
        return False
    begin = _beginnings(before.area)
    if any(node is after for node in begin):
        return False
    return not _reaches(begin, after, without=before) and not _reaches([after], before)


def _side_by_side(one: Node, other: Node) -> tuple[Node, Node] | None:
    """The two elements, or those they lie in, within one area; None where one lies in the other."""
    above = {id(node.area): node for node in _upwards(other)}
    for node in _upwards(one):
        beside = above.get(id(node.area))
        if beside is not None:
            return None if beside is node else (node, beside)
    return None


def _upwards(node: Node) -> list[Node]:
    """The element, and every sub-process around it."""
    found = [node]
    while (around := found[-1].area.element) is not None:
        found.append(node.area.everywhere[around])
    return found


def _beginnings(area: Area) -> list[Node]:
    return [
        node
        for node in area.nodes.values()
        if node.kind == "startEvent" or node.element.event_sub_process or node.element.for_compensation
    ]


def _reaches(begin: list[Node], wanted: Node, without: Node | None = None) -> bool:
    """Whether a way leads from one of these to the wanted one; an element begins no way to itself."""
    waiting = [node for node in begin if node is not without]
    seen: set[str] = set()
    while waiting:
        node = waiting.pop()
        following = [*(link.target for link in node.links), *node.boundaries]
        if any(one is wanted for one in following):
            return True
        fresh = [one for one in following if one is not without and one.id not in seen]
        seen.update(one.id for one in fresh)
        waiting += fresh
    return False
