"""What a running case consists of: tokens in scopes, and what they wait for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.bpmn.graph.node import Area, Node

Values = dict[str, Any]


class Scope:
    """One running process or sub-process. It is over when nothing in it is `live` any more."""

    __slots__ = (
        "area",
        "depth",
        "done",
        "host",
        "id",
        "interrupted",
        "joins",
        "live",
        "own",
        "recursive",
        "tokens",
        "waits",
        "written",
    )

    def __init__(self, number: int, area: Area, host: Token | None) -> None:
        """An empty scope that hangs on its host; the case itself has none."""
        self.id = number
        self.area = area
        self.host = host
        self.depth: int = 0 if host is None else host.scope.depth + 1
        self.recursive: bool = host is not None and (host.scope.recursive or host.scope.lies_in(area))
        self.own: Values | None = None  # the case file, or a called process's variables
        self.written: set[str] | None = None  # names a called process wrote
        self.live = 0  # tokens, arrivals on their way and arrivals waiting at joins
        self.joins: dict[str, dict[str, list[int]]] = {}  # node -> flow -> place ids
        self.done: list[Record] = []  # what could be compensated, oldest first
        self.interrupted = False  # an interrupting event sub-process has taken over
        self.tokens: dict[int, Token] = {}
        self.waits: dict[int, Wait] = {}  # of its event sub-processes

    def lies_in(self, area: Area) -> bool:
        """Whether this scope, or one around it, is a run of the area."""
        scope: Scope | None = self
        while scope is not None and scope.area is not area:
            scope = scope.host.scope if scope.host is not None else None
        return scope is not None


class Token:
    """Rests on a node. `holder` is the multi-instance token whose instance it is.

    Kinds: "task", "job", "catch", "gateway", "scope" (hosts one), "many" (holds instances), "compensating",
    "stuck", "thrown" (an event that has happened), and "" while on its way.
    """

    __slots__ = (
        "detail",
        "holder",
        "hosted",
        "id",
        "instances",
        "kind",
        "local",
        "node",
        "number",
        "scope",
        "waits",
    )

    def __init__(self, number: int, node: Node, scope: Scope, holder: Token | None) -> None:
        """A token on its way; it is not entered anywhere yet."""
        self.id = number
        self.node = node
        self.scope = scope
        self.holder = holder
        self.kind = ""
        self.local: Values | None = None
        self.number: int | None = None  # 1 for the first instance
        self.detail: Values = {}
        self.hosted: Scope | None = None
        self.instances: dict[int, Token] = {}
        self.waits: dict[int, Wait] = {}


@dataclass(eq=False, slots=True, kw_only=True)
class Wait:
    """Something outside that may happen: a message, a signal, an instant, a condition.

    `token` is the catching token or the activity a boundary event hangs on; None for event sub-processes.
    """

    id: int
    kind: str
    node: Node  # the event that happens (for an event sub-process: that sub-process)
    scope: Scope
    token: Token | None
    name: str = ""
    key: str | None = None
    due: datetime | None = None
    every: str | None = None
    left: int = 0
    held: bool = False  # a condition that was true when last asked
    begin: str | None = None  # from where the days and months of a cycle are counted, with its zone


@dataclass(eq=False, slots=True, kw_only=True)
class Record:
    """A finished activity that could be compensated; a sub-process keeps its own records and variables."""

    node: Node
    local: Values | None = None
    done: list[Record] = field(default_factory=list)
