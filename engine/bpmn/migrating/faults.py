"""Why a running case cannot go on by another version: one sentence for each place that cannot be carried."""

from __future__ import annotations

from dataclasses import dataclass

from engine.bpmn.graph.node import Node
from engine.errors import Conflict


@dataclass(frozen=True, kw_only=True, order=True)
class Fault:
    """One reason, with the element of the old version it is about and a code that stays the same."""

    element: str
    code: str
    message: str

    def __str__(self) -> str:
        """The sentence alone."""
        return self.message


class CannotMigrate(Conflict):
    """The case cannot go on by that version."""

    def __init__(self, faults: list[Fault]) -> None:
        """Keep every reason, in an order that stays the same."""
        super().__init__("; ".join(fault.message for fault in sorted(set(faults))))
        self.faults = sorted(set(faults))


def fault(node: Node, code: str, what: str) -> Fault:
    """A fault about a node of the old version; `what` goes on after its name."""
    return Fault(element=node.id, code=code, message=f"'{node.element.label}' ({node.id}) {what}")
