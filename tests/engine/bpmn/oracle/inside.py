"""Sub-processes and called processes, once or for each item, with events on them and in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.engine.bpmn.drawing import Drawing, many, mapping
from tests.engine.bpmn.oracle.active import (
    Active,
    Block,
    Env,
    Held,
    Nothing,
    Oracle,
    RaisedError,
    Scope,
    Target,
    after,
)


class Inside(Block):
    """A sub-process or called process, once or for each item, with events on it and in it.

    kill: an interrupting boundary leads to it; beside: a non-interrupting one; caught: an error boundary;
    reaction: an event sub-process (interrupting or not).
    """

    body: Block

    def __init__(self, identity: str, items: tuple[str, ...]) -> None:
        super().__init__(identity, items)
        self.item: str | None = None  # multi-instance: the item's name
        self.count = 0
        self.sequential = False
        self.called = False
        self.kill: Block | None = None
        self.beside: Block | None = None
        self.caught: Block | None = None
        self.reaction: Block | None = None
        self.interrupting = False
        self.timed = False

    @property
    def result(self) -> str:
        return f"o_{self.id}"

    def inner_names(self) -> set[str]:
        names = self.body.names()
        return names | self.reaction.names() if self.reaction else names

    def names(self) -> set[str]:
        outside = [block for block in (self.kill, self.beside, self.caught) if block is not None]
        names = set().union(*(block.names() for block in outside))
        return names | ({self.result} if self.item else self.inner_names())

    def draw(self, drawing: Drawing) -> tuple[str, str]:
        out = f"{self.id}_out"
        loop = extension = ""
        if self.item:
            collected = sorted(self.inner_names())[0]
            items = "=[" + ", ".join(str(n) for n in range(1, self.count + 1)) + "]"
            loop = many(
                items, self.item, sequential=self.sequential, into=self.result, result=f"={collected}"
            )
            extension = mapping(dict.fromkeys(sorted(self.inner_names()), "=null"))
        if self.called:
            self._call(drawing, extension, loop)
        else:
            with drawing.inside(self.id, extension=extension, body=loop):
                self._body(drawing)
        drawing.gateway("exclusive", out)
        drawing.flow(self.id, out)
        if self.kill:
            edge = f"{self.id}_kill"
            if self.timed:
                drawing.boundary(edge, self.id, timer=("duration", "PT1H"))
            else:
                drawing.boundary(edge, self.id, message=edge, key=self.key())
            first, last = self.kill.draw(drawing)
            drawing.flow(edge, first)
            drawing.flow(last, out)
        if self.beside:
            edge = f"{self.id}_beside"
            drawing.boundary(edge, self.id, interrupting=False, message=edge, key=self.key())
            first, last = self.beside.draw(drawing)
            drawing.end(f"{edge}_end")
            drawing.flow(edge, first)
            drawing.flow(last, f"{edge}_end")
        if self.caught:
            edge = f"{self.id}_caught"
            drawing.boundary(edge, self.id, error="failed")
            first, last = self.caught.draw(drawing)
            drawing.flow(edge, first)
            drawing.flow(last, out)
        return self.id, out

    def _body(self, drawing: Drawing) -> None:
        drawing.start(f"{self.id}_start")
        first, last = self.body.draw(drawing)
        drawing.end(f"{self.id}_end")
        drawing.flow(f"{self.id}_start", first)
        drawing.flow(last, f"{self.id}_end")
        if self.reaction:
            with drawing.reacting(f"{self.id}_reaction"):
                begin = f"{self.id}_begin"
                flag = "true" if self.interrupting else "false"
                drawing.start(begin, message=begin, key=self.reaction.key(), isInterrupting=flag)
                first, last = self.reaction.draw(drawing)
                drawing.end(f"{begin}_end")
                drawing.flow(begin, first)
                drawing.flow(last, f"{begin}_end")

    def _call(self, drawing: Drawing, extension: str, loop: str) -> None:
        process = Drawing(f"process_{self.id}")
        drawing.others.append(process)
        process.others = drawing.others
        self._body(process)
        called = f'<zeebe:calledElement processId="process_{self.id}"/>'
        drawing.node("callActivity", self.id, called + extension, loop)

    def start(self, env: Env, scope: Scope, oracle: Oracle) -> Active:
        oracle.entered[self.id] += max(self.count, 1) if self.item and not self.sequential else 1
        return ActiveInside(self, env, scope, oracle)


class Instance:
    """One run of the inside."""

    def __init__(self, block: Inside, env: Env, oracle: Oracle, number: int) -> None:
        self.block, self.oracle = block, oracle
        self.scope = Scope()
        self.outer = env
        if block.item:
            values: dict[str, Any] = dict.fromkeys(block.inner_names())
            env = Env(env, {**values, block.item: number})
        self.local = env
        if block.called:
            seen: dict[str, Any] = {}
            for around in env.chain():
                seen = {**around.values, **seen}
            env = Env(env, seen, called=True)
        self.env = env
        self.taken_over = False
        self.reacting: Active | None = None
        self.main = block.body.start(env, self.scope, oracle)

    @property
    def done(self) -> bool:
        parts = [self.main, *self.scope.extras.values()] + ([self.reacting] if self.reacting else [])
        return all(part.done for part in parts)

    def finish(self) -> Any:
        """Give back what a called process wrote; the instance's result."""
        block = self.block
        if block.called:
            for name in self.env.written:
                self.local.set(name, self.env.values[name])
        return self.local.get(sorted(block.inner_names())[0]) if block.item else None

    def waits(self) -> Iterator[tuple[str, Target, Active]]:
        yield from self.main.waits()
        for extra in self.scope.extras.values():
            yield from extra.waits()
        if self.reacting:
            yield from self.reacting.waits()
        block = self.block
        if block.reaction and not self.taken_over:
            target = block.reaction.target(self.env, f"{block.id}_begin")
            busy = self.reacting is not None and not self.reacting.done
            yield "busy" if busy else "message", target, Reaction(self)

    def react(self) -> None:
        block = self.block
        assert block.reaction is not None
        if block.interrupting:
            self.main, self.taken_over = Nothing(), True
            self.scope.extras.clear()
        self.reacting = Held(block.reaction, self.env, self.oracle)


class Reaction(Active):
    def __init__(self, instance: Instance) -> None:
        self.instance = instance

    def happen(self, _target: Target, _value: Any) -> None:
        self.instance.react()


class ActiveInside(Active):
    def __init__(self, block: Inside, env: Env, scope: Scope, oracle: Oracle) -> None:
        self.block, self.env, self.scope, self.oracle = block, env, scope, oracle
        self.total = block.count if block.item else 1
        self.results: dict[int, Any] = {}
        self.instances: dict[int, Instance] = {}
        self.instead: Active | None = None
        for number in [1] if block.sequential or not block.item else range(1, self.total + 1):
            self.instances[number] = Instance(block, env, oracle, number)
        self.go_on()

    def go_on(self) -> None:
        if self.instead is not None:
            self.done = self.instead.done
            return
        for number, instance in list(self.instances.items()):
            self._check(number, instance)
        if len(self.results) == self.total:
            if self.block.item:
                self.env.set(self.block.result, [self.results[n] for n in range(1, self.total + 1)])
            self.done = True

    def _check(self, number: int, instance: Instance) -> None:
        while instance.done:
            self.results[number] = instance.finish()
            del self.instances[number]
            number += 1
            if not self.block.sequential or number > self.total:
                return
            self.oracle.entered[self.block.id] += 1
            instance = self.instances[number] = Instance(self.block, self.env, self.oracle, number)

    def waits(self) -> Iterator[tuple[str, Target, Active]]:
        if self.instead is not None:
            yield from after(self.instead, self.go_on)
            return
        for instance in list(self.instances.values()):
            for kind, target, inner in instance.waits():
                yield kind, target, Guard(self, inner)
        if self.done:
            return
        block = self.block
        if block.kill:
            yield "timer" if block.timed else "message", block.target(self.env, f"{block.id}_kill"), self
        if block.beside:
            busy = self.scope.busy(block.id)
            yield "busy" if busy else "message", block.target(self.env, f"{block.id}_beside"), self

    def happen(self, target: Target, _value: Any) -> None:
        if target[0].endswith("_beside"):
            assert self.block.beside is not None
            self.scope.extras[self.block.id] = self.block.beside.start(self.env, self.scope, self.oracle)
        else:
            self.replace(self.block.kill)

    def replace(self, block: Block | None) -> None:
        assert block is not None
        self.instances.clear()
        self.instead = block.start(self.env, self.scope, self.oracle)
        self.go_on()


class Guard(Active):
    """Something happens inside: an error in there is caught here, or goes further out."""

    def __init__(self, around: ActiveInside, inner: Active) -> None:
        self.around, self.inner = around, inner

    def happen(self, target: Target, value: Any) -> None:
        try:
            self.inner.happen(target, value)
        except RaisedError:
            if self.around.block.caught is None:
                raise
            self.around.replace(self.around.block.caught)
        else:
            self.around.go_on()
