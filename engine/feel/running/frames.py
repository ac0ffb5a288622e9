"""Which slot of the frame holds which name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from engine.feel import tree
from engine.feel.running.state import GIVEN, Frame

Run = Callable[[Frame], Any]
UNKNOWN = object()  # no constant


def constant_of(node: tree.Node) -> Any:
    """The value a node always has, UNKNOWN when that shows only when it runs."""
    return node.value if isinstance(node, tree.Literal) else UNKNOWN


class Slots:
    """Slots given to free and bound names while a tree is compiled; the first places are the frame's own."""

    def __init__(self, declared: frozenset[str]) -> None:
        """Begin with no names; `declared` are those the caller knows to be variables."""
        self.declared = declared
        self.free: dict[str, int] = {}
        self.read: set[str] = set()  # all free names, those too that need no slot
        self.size = GIVEN + 1
        self.called: set[str] = set()  # free names that are only called, such as `count`
        self._bound: list[dict[str, int]] = []
        self.items: list[int] = []  # slots of the filtered items around this place, innermost last
        self._bodies: list[set[str]] = []  # free names read in the functions around this place

    @property
    def unread(self) -> tuple[None, ...]:
        """What stands in the slots when an evaluation begins."""
        return (None,) * (self.size - GIVEN - 1)

    def fresh(self) -> int:
        """A slot nobody else has."""
        self.size += 1
        return self.size - 1

    @contextmanager
    def bound(self, names: Iterable[str]) -> Iterator[dict[str, int]]:
        """Slots for names that hold only within."""
        scope = {name: self.fresh() for name in names}
        self._bound.append(scope)
        yield scope
        self._bound.pop()

    def binding(self, name: str) -> int | None:
        """The slot of the innermost binding, None for a free name."""
        for scope in reversed(self._bound):
            if name in scope:
                return scope[name]
        return None

    @contextmanager
    def body(self) -> Iterator[set[str]]:
        """The body of a function; collects the free names read in it."""
        names: set[str] = set()
        self._bodies.append(names)
        yield names
        self._bodies.pop()

    @property
    def in_body(self) -> bool:
        """Whether this place is in the body of a function, which runs on a copy of the frame."""
        return bool(self._bodies)

    def free_slot(self, name: str) -> int:
        """The slot that keeps a variable once it was read."""
        self.read.add(name)
        for names in self._bodies:
            names.add(name)
        if name not in self.free:
            self.free[name] = self.fresh()
        return self.free[name]
