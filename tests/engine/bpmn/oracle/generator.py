"""Draws lots for the structure of a model."""

from __future__ import annotations

import random

from tests.engine.bpmn.drawing import Drawing
from tests.engine.bpmn.oracle.active import Block
from tests.engine.bpmn.oracle.blocks import Choice, Fail, Fork, Loop, Script, Sequence, Task
from tests.engine.bpmn.oracle.inside import Inside


class Generator:
    """Draws lots. Depth bounds the size; `safe` says whether an error thrown here is caught further out."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  # a test that can be repeated
        self.count = 0

    def name(self, letter: str) -> str:
        self.count += 1
        return f"{letter}{self.count}"

    def block(self, depth: int, items: tuple[str, ...], reads: list[str], safe: bool) -> Block:
        lots = ["task", "task", "script"]
        if depth > 0:
            lots += [
                "sequence",
                "exclusive",
                "inclusive",
                "parallel",
                "loop",
                "inside",
                "inside",
                "inside",
                "choice",
            ]
            lots += ["fail"] if safe else []
        kind = self.random.choice(lots)
        if kind == "task":
            reads.append(f"d_t{self.count + 1}")
            return Task(self.name("t"), items)
        if kind == "script":
            return Script(self.name("s"), items)
        if kind == "sequence":
            parts = [self.block(depth - 1, items, reads, safe) for _ in range(self.random.randint(2, 4))]
            return Sequence(self.name("q"), items, parts)
        if kind in ("exclusive", "inclusive", "parallel"):
            known = self.random.choice(reads) if reads else "d_none"
            count = self.random.randint(2, 3) + (kind == "inclusive")
            parts = [self.block(depth - 1, items, list(reads), safe) for _ in range(count)]
            return Fork(self.name("g"), items, kind, known, parts)
        if kind == "loop":
            body = Sequence(
                self.name("q"), items, [self.task(items, reads), self.block(depth - 1, items, reads, safe)]
            )
            return Loop(self.name("l"), items, self.random.randint(1, 3), body)
        if kind == "choice":
            parts = [
                self.block(depth - 1, items, list(reads), safe) for _ in range(self.random.randint(2, 3))
            ]
            return Choice(self.name("c"), items, parts)
        if kind == "fail":
            task = self.task(items, reads)
            fork = Fork(
                self.name("g"),
                items,
                "exclusive",
                f"d_{task.id}",
                [Fail(self.name("f"), items), self.block(depth - 1, items, reads, safe)],
            )
            return Sequence(self.name("q"), items, [task, fork])
        return self.inside(depth, items, reads, safe)

    def task(self, items: tuple[str, ...], reads: list[str]) -> Task:
        task = Task(self.name("t"), items)
        reads.append(f"d_{task.id}")
        return task

    def inside(self, depth: int, items: tuple[str, ...], reads: list[str], safe: bool) -> Block:
        chance = self.random.random
        block = Inside(self.name("p"), items)
        inner = items
        if chance() < 0.4:
            block.item, block.count, block.sequential = (
                f"i_{block.id}",
                self.random.randint(1, 3),
                chance() < 0.4,
            )
            inner = (*items, block.item)
        caught = chance() < 0.5
        block.called = chance() < 0.25
        first = self.task(inner, local := list(reads))
        block.body = Sequence(
            self.name("q"), inner, [first, self.block(depth - 1, inner, local, safe or caught)]
        )
        if chance() < 0.3:
            block.reaction, block.interrupting = (
                self.block(min(depth - 1, 1), inner, list(local), False),
                chance() < 0.5,
            )
        if caught:
            block.caught = self.block(min(depth - 1, 1), items, list(reads), safe)
        if chance() < 0.3:
            block.kill, block.timed = (
                self.block(min(depth - 1, 1), items, list(reads), safe),
                chance() < 0.3 and not items,
            )
        if chance() < 0.3:
            block.beside = self.block(min(depth - 1, 1), items, list(reads), False)
        return block


def draw(body: Block) -> list[Drawing]:
    drawing = Drawing("p")
    drawing.start()
    first, last = body.draw(drawing)
    drawing.end()
    drawing.flow("start", first)
    drawing.flow(last, "end")
    return drawing.others
