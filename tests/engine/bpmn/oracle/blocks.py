"""Tasks, scripts, sequences, forks, loops and choices, each with the way it is drawn and the way it runs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from tests.engine.bpmn.drawing import Drawing
from tests.engine.bpmn.oracle.active import (
    Active,
    Block,
    Env,
    Nothing,
    Oracle,
    RaisedError,
    Scope,
    Target,
    after,
)


class Task(Block):
    """A user task; its completer gives the value of d_<id>."""

    def names(self) -> set[str]:
        return {f"d_{self.id}"}

    def draw(self, drawing: Drawing) -> tuple[str, str]:
        drawing.user(self.id)
        return self.id, self.id

    def start(self, env: Env, _scope: Scope, oracle: Oracle) -> Active:
        oracle.entered[self.id] += 1
        return ActiveTask(self, env)


class ActiveTask(Active):
    def __init__(self, block: Block, env: Env) -> None:
        self.block, self.env = block, env

    def waits(self) -> Iterator[tuple[str, Target, Active]]:
        if not self.done:
            yield "task", self.block.target(self.env, self.block.id), self

    def happen(self, _target: Target, value: Any) -> None:
        self.env.set(f"d_{self.block.id}", value)
        self.done = True


class Script(Block):
    """Counts its own runs in s_<id>."""

    def names(self) -> set[str]:
        return {f"s_{self.id}"}

    def draw(self, drawing: Drawing) -> tuple[str, str]:
        name = f"s_{self.id}"
        drawing.script(self.id, f"if {name} = null then 1 else {name} + 1", name)
        return self.id, self.id

    def start(self, env: Env, _scope: Scope, oracle: Oracle) -> Active:
        oracle.entered[self.id] += 1
        env.set(f"s_{self.id}", (env.get(f"s_{self.id}") or 0) + 1)
        return Nothing()


class Sequence(Block):
    def __init__(self, identity: str, items: tuple[str, ...], parts: list[Block]) -> None:
        super().__init__(identity, items)
        self.parts = parts

    def names(self) -> set[str]:
        return set().union(*(part.names() for part in self.parts))

    def draw(self, drawing: Drawing) -> tuple[str, str]:
        ends = [part.draw(drawing) for part in self.parts]
        for (_, last), (first, _) in pairwise(ends):
            drawing.flow(last, first)
        return ends[0][0], ends[-1][1]

    def start(self, env: Env, scope: Scope, oracle: Oracle) -> Active:
        return ActiveSequence(self, env, scope, oracle)


class ActiveSequence(Active):
    def __init__(self, block: Sequence, env: Env, scope: Scope, oracle: Oracle) -> None:
        self.block, self.env, self.scope, self.oracle = block, env, scope, oracle
        self.index = -1
        self.current: Active = Nothing()
        self.go_on()

    def go_on(self) -> None:
        while self.current.done and not self.done:
            self.index += 1
            if self.index == len(self.block.parts):
                self.done = True
            else:
                self.current = self.block.parts[self.index].start(self.env, self.scope, self.oracle)

    def waits(self) -> Iterator[tuple[str, Target, Active]]:
        yield from after(self.current, self.go_on)


class Fork(Block):
    """Exclusive, inclusive or parallel split and join; conditions read d_<task>."""

    def __init__(
        self, identity: str, items: tuple[str, ...], kind: str, reads: str, parts: list[Block]
    ) -> None:
        super().__init__(identity, items)
        self.kind, self.reads, self.parts = kind, reads, parts

    def names(self) -> set[str]:
        return set().union(*(part.names() for part in self.parts))

    def holds(self, number: int, value: int) -> bool:
        """Whether a part's condition is true: several of an inclusive split, at most one of an exclusive."""
        if self.kind == "inclusive":
            return value // 2**number % 4 != 0
        return value % len(self.parts) == number

    def condition(self, number: int) -> str:
        """The same in FEEL."""
        if self.kind == "inclusive":
            return f"modulo(floor({self.reads} / {2**number}), 4) > 0"
        return f"modulo({self.reads}, {len(self.parts)}) = {number}"

    def draw(self, drawing: Drawing) -> tuple[str, str]:
        split, join = f"{self.id}_split", f"{self.id}_join"
        default = f"{self.id}_{len(self.parts) - 1}"
        drawing.gateway(self.kind, split, **({} if self.kind == "parallel" else {"default": default}))
        drawing.gateway(self.kind, join)
        for number, part in enumerate(self.parts):
            first, last = part.draw(drawing)
            asked = self.kind != "parallel" and number < len(self.parts) - 1
            condition = self.condition(number) if asked else None
            drawing.flow(split, first, condition, f"{self.id}_{number}")
            if not isinstance(part, Fail):
                drawing.flow(last, join)
        return split, join

    def start(self, env: Env, scope: Scope, oracle: Oracle) -> Active:
        chosen = self.parts
        if self.kind != "parallel":
            value = env.get(self.reads)
            numbers = range(len(self.parts) - 1) if value is not None else ()
            chosen = [self.parts[number] for number in numbers if self.holds(number, value)]
            chosen = chosen[:1] if self.kind == "exclusive" else chosen
            chosen = chosen or self.parts[-1:]
        return ActiveFork([part.start(env, scope, oracle) for part in chosen])


class ActiveFork(Active):
    def __init__(self, parts: list[Active]) -> None:
        self.parts = parts
        self.check()

    def check(self) -> None:
        self.done = all(part.done for part in self.parts)

    def waits(self) -> Iterator[tuple[str, Target, Active]]:
        for part in self.parts:
            yield from after(part, self.check)


class Fail(Block):
    """An error end event."""

    def draw(self, drawing: Drawing) -> tuple[str, str]:
        drawing.end(self.id, error="failed")
        return self.id, self.id

    def start(self, _env: Env, _scope: Scope, _oracle: Oracle) -> Active:
        raise RaisedError


class Loop(Block):
    """The body again while l_<id> has not reached the limit."""

    def __init__(self, identity: str, items: tuple[str, ...], limit: int, body: Block) -> None:
        super().__init__(identity, items)
        self.limit, self.body = limit, body
        self.counter = f"l_{identity}"

    def names(self) -> set[str]:
        return self.body.names() | {self.counter}

    def draw(self, drawing: Drawing) -> tuple[str, str]:
        reset, merge, count, test = (f"{self.id}_{word}" for word in ("reset", "merge", "count", "test"))
        drawing.script(reset, "0", self.counter)
        drawing.gateway("exclusive", merge)
        first, last = self.body.draw(drawing)
        drawing.script(count, f"{self.counter} + 1", self.counter)
        out = f"{self.id}_out"
        drawing.gateway("exclusive", test, default=f"{test}_{out}")
        drawing.gateway("exclusive", out)
        drawing.path(reset, merge, first)
        drawing.path(last, count, test, out)
        drawing.flow(test, merge, f"{self.counter} < {self.limit}")
        return reset, out

    def start(self, env: Env, scope: Scope, oracle: Oracle) -> Active:
        env.set(self.counter, 0)
        return ActiveLoop(self, env, scope, oracle)


class ActiveLoop(Active):
    def __init__(self, block: Loop, env: Env, scope: Scope, oracle: Oracle) -> None:
        self.block, self.env, self.scope, self.oracle = block, env, scope, oracle
        self.body = block.body.start(env, scope, oracle)
        self.go_on()

    def go_on(self) -> None:
        while self.body.done and not self.done:
            count = self.env.get(self.block.counter) + 1
            self.env.set(self.block.counter, count)
            if count < self.block.limit:
                self.body = self.block.body.start(self.env, self.scope, self.oracle)
            else:
                self.done = True

    def waits(self) -> Iterator[tuple[str, Target, Active]]:
        yield from after(self.body, self.go_on)


class Choice(Block):
    """An event gateway: the first message decides."""

    def __init__(self, identity: str, items: tuple[str, ...], parts: list[Block]) -> None:
        super().__init__(identity, items)
        self.parts = parts

    def names(self) -> set[str]:
        return set().union(*(part.names() for part in self.parts))

    def draw(self, drawing: Drawing) -> tuple[str, str]:
        gate, join = f"{self.id}_gate", f"{self.id}_join"
        drawing.gateway("eventBased", gate)
        drawing.gateway("exclusive", join)
        for number, part in enumerate(self.parts):
            event = f"{self.id}_e{number}"
            drawing.catch(event, message=event, key=self.key())
            first, last = part.draw(drawing)
            drawing.path(gate, event, first)
            drawing.flow(last, join)
        return gate, join

    def start(self, env: Env, scope: Scope, oracle: Oracle) -> Active:
        return ActiveChoice(self, env, scope, oracle)


class ActiveChoice(Active):
    def __init__(self, block: Choice, env: Env, scope: Scope, oracle: Oracle) -> None:
        self.block, self.env, self.scope, self.oracle = block, env, scope, oracle
        self.chosen: Active | None = None

    def waits(self) -> Iterator[tuple[str, Target, Active]]:
        if self.chosen is None:
            for number in range(len(self.block.parts)):
                yield "message", self.block.target(self.env, f"{self.block.id}_e{number}"), self
        else:
            yield from after(self.chosen, self.check)

    def check(self) -> None:
        self.done = self.chosen is not None and self.chosen.done

    def happen(self, target: Target, _value: Any) -> None:
        number = int(target[0].rsplit("_e", 1)[1])
        self.chosen = self.block.parts[number].start(self.env, self.scope, self.oracle)
        self.check()
