"""What the compilers of single kinds of nodes ask of the whole compiler."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable

from engine.feel import tree
from engine.feel.running.frames import Run, Slots

INPUT = "?"  # the name of the tested value


class Compiling(ABC):
    """The compilation of one tree."""

    def __init__(self, declared: frozenset[str]) -> None:
        """Begin with the names the caller knows to be variables."""
        self.slots = Slots(declared)

    @abstractmethod
    def compile(self, node: tree.Node) -> Run:
        """The closure that answers with the node's value."""

    def all(self, nodes: Iterable[tree.Node]) -> list[Run]:
        """The closures of several nodes."""
        return [self.compile(node) for node in nodes]
