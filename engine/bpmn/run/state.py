"""The state of a running case and the few primitive changes to it; no rule of BPMN stands here."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any

from engine.bpmn.graph.formula import Formula
from engine.bpmn.graph.node import Area, Link, Node
from engine.bpmn.model import Model
from engine.bpmn.position import Thrown, Trace
from engine.bpmn.run.token import Scope, Token, Values, Wait
from engine.feel.surroundings import Surroundings

# what the stepping loop still has to do: verb, scope or token, and what the verb needs
Todo = tuple[str, Any, Any, Any]


class Run:
    """Tokens, scopes and waits of one case. Nothing but `drop` and `clear` may remove a token."""

    token_class: type[Token] = Token

    def __init__(
        self, model: Model, process: str, around: Surroundings, constants: Mapping[str, Any]
    ) -> None:
        """An empty case of this process."""
        self.model = model
        self.process = process
        self.around = around
        self.constants = constants
        self.scopes: dict[int, Scope] = {}
        self.tokens: dict[int, Token] = {}
        self.waits: dict[int, Wait] = {}
        self.called: dict[int, Scope] = {}  # the scopes of called processes, with variables of their own
        self.queue: deque[Todo] = deque()
        self.counter = 0
        self.moves = 0  # automatic nodes since the present move began
        self.allowance = 0  # how many of them it may take
        self.conditions: dict[int, Wait] = {}  # the waits that are asked after every move
        self.joining: dict[tuple[int, str], None] = {}  # inclusive joins that hold arrivals
        self.trace: list[tuple[str, str, str]] = []  # verb, process, element; plain, for there are many
        self.told: list[Trace] = []  # the part of it that was asked for already
        self.thrown: list[Thrown] = []
        self.root = self.open_scope(model.processes[process].area, None)

    @property
    def finished(self) -> bool:
        """Whether nothing is left that could go on."""
        return 0 not in self.scopes

    def number(self) -> int:
        """A new id, unique in the run."""
        self.counter += 1
        return self.counter

    def note(self, verb: str, node: Node) -> None:
        """Add to the trace."""
        self.trace.append((verb, node.area.process, node.id))

    def open_scope(self, area: Area, host: Token | None) -> Scope:
        """A scope inside its host; the first one is the case itself and has the number 0."""
        scope = Scope(self.number() if self.scopes else 0, area, host)
        self.scopes[scope.id] = scope
        if host is not None:
            host.hosted = scope
        return scope

    def call(self, scope: Scope, own: Values, written: set[str]) -> None:
        """The scope is that of a called process, with variables of its own."""
        scope.own, scope.written = own, written
        self.called[scope.id] = scope

    def place(self, node: Node, scope: Scope, holder: Token | None = None) -> Token:
        """A new token; the caller has counted it as live, instances are counted by their holder."""
        token = self.token_class(self.number(), node, scope, holder)
        self.tokens[token.id] = scope.tokens[token.id] = token
        if holder is not None:
            holder.instances[token.id] = token
        return token

    def push(self, verb: str, subject: Any, what: Any = None, more: Any = None) -> None:
        """Leave something to the stepping loop."""
        self.queue.append((verb, subject, what, more))

    def send(self, verb: str, scope: Scope, node: Node, more: Link | Values | None = None) -> None:
        """Something live is on its way to a node."""
        scope.live += 1
        self.queue.append((verb, scope, node, more))

    def release(self, scope: Scope) -> None:
        """One live thing less; the last one closes the scope, once the loop gets there."""
        scope.live -= 1
        if scope.live == 0:
            self.queue.append(("close", scope, None, None))

    def drop(self, token: Token, *, cancelled: bool = True) -> None:
        """Remove a token with its waits, its instances and the scope it hosts."""
        del self.tokens[token.id]
        del token.scope.tokens[token.id]
        for wait in list(token.waits.values()):
            self.unwait(wait)
        for instance in list(token.instances.values()):
            self.drop(instance, cancelled=cancelled)
        if token.hosted is not None:
            self.clear(token.hosted, cancelled=cancelled)
            self.forget(token.hosted)
        if cancelled and token.kind not in ("many", "thrown"):
            self.note("cancelled", token.node)
        if token.holder is None:
            self.release(token.scope)
        else:
            del token.holder.instances[token.id]

    def clear(self, scope: Scope, *, cancelled: bool = True, keep: Token | None = None) -> None:
        """Remove everything in a scope but the scope itself, its records and the one token to keep."""
        for token in list(scope.tokens.values()):
            if token.holder is None and token is not keep:
                self.drop(token, cancelled=cancelled)
        for wait in list(scope.waits.values()):
            self.unwait(wait)
        scope.joins.clear()
        for key in [key for key in self.joining if key[0] == scope.id]:
            del self.joining[key]
        kept = [todo for todo in self.queue if todo[1] is not scope]
        self.queue.clear()
        self.queue.extend(kept)
        scope.live = 0 if keep is None else 1

    def forget(self, scope: Scope) -> None:
        """The scope is over."""
        self.scopes.pop(scope.id, None)
        self.called.pop(scope.id, None)
        if scope.host is not None:
            scope.host.hosted = None

    def wait(self, wait: Wait) -> None:
        """Begin to wait."""
        self.waits[wait.id] = wait
        if wait.kind == "conditional":
            self.conditions[wait.id] = wait
        (wait.scope if wait.token is None else wait.token).waits[wait.id] = wait

    def unwait(self, wait: Wait) -> None:
        """Wait no longer."""
        self.waits.pop(wait.id, None)
        self.conditions.pop(wait.id, None)
        (wait.scope if wait.token is None else wait.token).waits.pop(wait.id, None)

    # variables: innermost first; dicts exist only for multi-instance bodies, input mappings, called processes

    def chain(self, scope: Scope, token: Token | None = None) -> tuple[list[Values], Scope]:
        """The dicts visible from here, and the scope that owns the outermost one."""
        found: list[Values] = []
        while True:
            while token is not None:
                if token.local is not None:
                    found.append(token.local)
                scope = token.scope
                token = token.holder
            if scope.own is not None:
                found.append(scope.own)
                return found, scope
            token = scope.host

    def read(self, name: str, scope: Scope, token: Token | None = None, missing: Any = None) -> Any:
        """A variable's value; what does not exist is null, or what is given for it."""
        if name in self.constants:
            return self.constants[name]
        for values in self.chain(scope, token)[0]:
            if name in values:
                return values[name]
        return missing

    def value(self, formula: Formula, scope: Scope, token: Token | None = None) -> Any:
        """Evaluate a text where a token stands."""
        if formula.expression is None:
            return formula.static
        return formula.value(lambda name, missing: self.read(name, scope, token, missing), self.around)

    def merge(self, values: Mapping[str, Any], scope: Scope, token: Token | None = None) -> None:
        """Write each value where its name exists nearest, else outermost."""
        if not values:
            return
        chain, owner = self.chain(scope, token)
        for name, value in values.items():
            target = next((known for known in chain if name in known), chain[-1])
            target[name] = value
            if target is owner.own and owner.written is not None:
                owner.written.add(name)
        if self.called:
            self.hand_down(values, owner, token)

    def hand_down(self, values: Mapping[str, Any], caller: Scope, by: Token | None = None) -> None:
        """A called process that received every variable sees what becomes of those it did not write itself.

        What one of several side by side gives back is no other's.
        """
        news = {caller.id: values}
        for scope in self.called.values():  # the calling before the called
            host = scope.host
            if host is None or scope.own is None or not host.node.element.gives_all:
                continue
            chain, owner = self.chain(host.scope, host)
            fresh = news.get(owner.id)
            beside = by is not None and by.holder is not None and host.holder is by.holder
            if not fresh or beside:
                continue
            kept = {*(scope.written or ()), *(name for inner in chain[:-1] for name in inner)}
            seen = {name: chain[-1][name] for name in fresh if name not in kept and name in chain[-1]}
            scope.own.update(seen)
            news[scope.id] = seen
