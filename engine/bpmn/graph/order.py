"""Whether one element of a process can only come after another, and what may still come at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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


def ahead(standing: Iterable[Node], within: Iterable[Area], called: Mapping[str, Area]) -> frozenset[str]:
    """The ids of all elements to which a drawn way leads from where a case stands.

    `within` are the areas it stands in, whose event sub-processes may begin; `called` are all processes. What
    a call activity calls counts; which one it is is known only when it is computed, so then all of them do.
    """
    found: dict[int, Node] = {}
    waiting = [node for area in within for node in area.event_sub_processes]
    for node in standing:
        waiting += _following(node)
    while waiting:
        node = waiting.pop()
        if id(node) not in found:
            found[id(node)] = node
            waiting += [*_following(node), *_inside(node, called)]
    return frozenset(node.id for node in found.values())


def _following(node: Node) -> list[Node]:
    undoing = [] if node.handler is None else [node.handler]
    return [*(link.target for link in node.links), *node.boundaries, *undoing]


def _inside(node: Node, called: Mapping[str, Area]) -> list[Node]:
    areas = [] if node.inner is None else [node.inner]
    name = node.element.called
    if name is not None:
        areas += [called[name]] if name in called else list(called.values())
    return [one for area in areas for one in _beginnings(area)]


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
