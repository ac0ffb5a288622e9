"""What an element of the old version is in the new one: by the mapping, else by the same id."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from engine.bpmn.graph.branches import is_fork, open_branches
from engine.bpmn.graph.node import Area, Link, Node
from engine.bpmn.migrating.faults import Fault
from engine.bpmn.model import Model

Branches = frozenset[tuple[str, str]]


class Counterparts:
    """Old nodes, flows and branches, and what each is called in the new version."""

    def __init__(self, old: Model, new: Model, mapping: Mapping[str, str]) -> None:
        """`mapping` names what has another id now: old element or flow -> new one."""
        self.old, self.new, self.mapping = old, new, mapping
        self._branches: dict[Node, Branches] = {}

    @cached_property
    def misnamed(self) -> list[Fault]:
        """Lines of the mapping that name what neither version has."""
        before, after = _names(self.old), _names(self.new)
        wrong = [(a, a, "the version the case runs on") for a in self.mapping if a not in before]
        wrong += [(a, b, "the new version") for a, b in self.mapping.items() if b not in after]
        return [
            Fault(
                element=a, code="mapping", message=f"The mapping names '{name}', which {where} does not have."
            )
            for a, name, where in wrong
        ]

    def area(self, process: str) -> Area | None:
        """The inside of a process; a called one keeps its id."""
        found = self.new.processes.get(process)
        return found.area if found else None

    def node(self, node: Node) -> Node | None:
        """The node of the same process that stands for this one."""
        area = self.area(node.area.process)
        return area.everywhere.get(self.mapping.get(node.id, node.id)) if area else None

    def flows(self, old: list[Link], new: list[Link]) -> dict[str, Link]:
        """Old flow -> new flow of one gateway: by id, else between the same nodes, else the last pair.

        A step drawn into a branch splits its flow: those that are left over on both sides are then the same.
        """
        found: dict[str, Link] = {}
        for same in (self._same_id, self._same_ends):
            for link in old:
                free = [one for one in new if one not in found.values() and same(link, one)]
                if link.id not in found and len(free) == 1:
                    found[link.id] = free[0]
        left = [link for link in old if link.id not in found]
        free = [one for one in new if one not in found.values()]
        if len(left) == len(free) == 1:
            found[left[0].id] = free[0]
        return found

    def _same_id(self, old: Link, new: Link) -> bool:
        return new.id == self.mapping.get(old.id, old.id)

    def _same_ends(self, old: Link, new: Link) -> bool:
        return self.node(old.source) is new.source and self.node(old.target) is new.target

    def branches(self, node: Node) -> Branches:
        """The branches a node of either version lies in."""
        if node not in self._branches:
            self._branches[node] = open_branches(node)
        return self._branches[node]

    def same_branches(self, old: Branches, new: Branches, area: Area) -> bool:
        """Whether a token stands beside the same others in both: no branch is left out, none is run twice.

        Every fork around it must have as many branches as before, each with its counterpart. What hangs on an
        activity without interrupting it is no fork that somebody waits for: there the own branch is enough.
        """
        carried: set[tuple[str, str]] = set()
        for fork_id, branch in old:
            fork = area.nodes[fork_id]
            beside = next((one for one in fork.boundaries if one.id == branch), None)
            if beside is not None:
                host, event = self.node(fork), self.node(beside)
                if host is None or event is None:
                    return False
                carried.add((host.id, event.id))
                continue
            pairs = self._fork(fork)
            if pairs is None:
                return False
            carried.add((pairs[branch].source.id, pairs[branch].id))
        return carried <= new and all(one in carried or self._is_boundary(one[1], area) for one in new)

    def _is_boundary(self, branch: str, area: Area) -> bool:
        new = self.area(area.process)
        node = new.everywhere.get(branch) if new else None
        return node is not None and node.kind == "boundaryEvent"

    def _fork(self, fork: Node) -> dict[str, Link] | None:
        """Old flow -> new flow for all branches of a fork, or None where they do not agree one to one."""
        there = self.node(fork)
        if there is None or there.kind != fork.kind or len(there.links) != len(fork.links):
            return None
        found = self.flows(fork.links, there.links)
        return found if len(found) == len(fork.links) else None

    def branches_on(self, link: Link) -> Branches:
        """The branches a token lies in that has come along a flow and waits at its end."""
        source = link.source
        own = {(source.id, link.id)} if is_fork(source) else set()
        return self.branches(source) | own


def _names(model: Model) -> set[str]:
    nodes = {name for process in model.processes.values() for name in process.elements}
    return nodes | {flow.id for process in model.processes.values() for flow in process.flows}
