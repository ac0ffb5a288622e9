"""Random block-structured diagrams judged by an oracle: the structure itself, run without tokens.

`compare(seed)` draws a model, walks it with random steps twice (in one go, and saved and loaded before every
step) and compares open tasks, awaited messages and timers after each step with the oracle's, and the case
file and the trace at the end. Run `python -m tests.engine.bpmn.oracle.compare 20000 [FIRST_SEED]` for many.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

from engine.bpmn.execution import Execution
from engine.bpmn.reading import read_model
from engine.feel.surroundings import Surroundings
from tests.engine.bpmn.drawing import Drawing
from tests.engine.bpmn.oracle.active import Active, Env, Held, Oracle, Relay, Target
from tests.engine.bpmn.oracle.blocks import ActiveTask, Sequence
from tests.engine.bpmn.oracle.generator import Generator, draw
from tests.engine.bpmn.oracle.inside import Guard
from tests.engine.bpmn.walk import MONDAY

STEPS = 60


class Walker:
    """The engine on a model, seen as the oracle sees it."""

    def __init__(self, drawings: list[Drawing], *, restart: bool) -> None:
        self.model = read_model({f"{drawing.process}.bpmn": drawing.xml() for drawing in drawings})
        self.restart = restart
        self.around = Surroundings(now=MONDAY)
        self.trace: list[Any] = []
        self.case = Execution.open(self.model, "p", variables={}, around=self.around, constants={})

    def waits(self) -> list[tuple[str, str, str, str]]:
        """Kind, element, items of its instances, place id."""
        position = self.case.position()
        found = []
        for task in position.tasks:
            items = [
                f"{name}={value}" for name, value in sorted(task.variables.items()) if name.startswith("i_")
            ]
            found.append(("task", task.element, ",".join(items), task.id))
        found += [("message", w.message, (w.key or "")[1:], w.id) for w in position.subscriptions]
        found.extend(("timer", timer.element, "", timer.id) for timer in position.timers)
        return sorted(found)

    def step(self, kind: str, place: str, value: int, name: str) -> None:
        if self.restart:
            state = self.case.dump()
            self.trace.extend(self.case.position().trace)
            self.case = Execution.load(self.model, "p", state, dict(self.case.file), self.around, {})
            assert self.case.dump() == state, "a loaded case is saved otherwise"
        if kind == "task":
            self.case.complete_task(place, {f"d_{name}": value})
        elif kind == "message":
            self.case.deliver(place, {})
        else:
            self.case.fire(place)

    def place(self, seen: tuple[str, str, str]) -> str:
        """The id of the place that is seen so."""
        return next(wait[3] for wait in self.waits() if wait[:3] == seen)

    @property
    def history(self) -> list[Any]:
        return [*self.trace, *self.case.position().trace]


def compare(seed: int, depth: int = 5, *others: Callable[[list[Drawing]], Walker]) -> int:
    """Walk one random model; the number of steps. AssertionError where engine and oracle differ.

    `others` make further walkers, which must see the same.
    """
    generator = Generator(seed)
    body = Sequence("q0", (), [generator.task((), reads := []), generator.block(depth, (), reads, False)])
    drawings = draw(body)
    env, oracle = Env(None, {}), Oracle()
    root = Held(body, env, oracle)
    walkers = [Walker(drawings, restart=False), Walker(drawings, restart=True)]
    walkers += [other(drawings) for other in others]
    starved = [one for one in walkers[0].model.findings if one.code == "join-never-completes"]
    assert not starved, f"blocks are joined as they were split, but: {starved[0]}"
    steps = 0
    while True:
        waits = list(root.waits())
        expected = sorted(seen_as(kind, target, active) for kind, target, active in waits)
        for walker in walkers:
            found = [wait[:3] for wait in walker.waits()]
            assert found == expected, f"seed {seed} step {steps}: {found} instead of {expected}"
            assert walker.case.position().finished == root.done, f"seed {seed} step {steps}: finished?"
            assert not walker.case.position().stuck, f"seed {seed}: {walker.case.position().stuck}"
        possible = [wait for wait in waits if wait[0] != "busy"]
        if not possible or steps == STEPS:
            break
        kind, target, active = generator.random.choice(possible)
        value = generator.random.randint(0, 11)
        described = seen_as(kind, target, active)
        for walker in walkers:
            walker.step(kind, walker.place(described), value, target[0])
        active.happen(target, value)
        root.check()
        steps += 1
    for walker in walkers:
        assert walker.case.file == env.values, f"seed {seed}: {walker.case.file} instead of {env.values}"
        entered = Counter(line.element for line in walker.history if line.verb == "entered")
        for element, count in oracle.entered.items():
            assert entered[element] == count, (
                f"seed {seed}: {element} entered {entered[element]} times, not {count}"
            )
    assert walkers[0].history == walkers[1].history, f"seed {seed}: another trace after restarts"
    assert walkers[0].case.dump() == walkers[1].case.dump(), f"seed {seed}: another state after restarts"
    return steps


def seen_as(kind: str, target: Target, active: Active) -> tuple[str, str, str]:
    """The wait as the engine shows it: a busy one is awaited too."""
    name, items = target
    if kind == "timer":
        return "timer", name, ""
    if kind == "task":
        while isinstance(active, Relay | Guard):
            active = active.inner
        assert isinstance(active, ActiveTask)
        pairs = sorted(zip(active.block.items, items, strict=True))
        return "task", name, ",".join(f"{item}={value}" for item, value in pairs)
    return "message", name, "".join(str(value) for value in items)


def main() -> None:
    """Walk many models and say how many were wrong."""
    total = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    wrong, steps = [], 0
    for seed in range(first, first + total):
        try:
            steps += compare(seed)
        except AssertionError as error:
            wrong.append(seed)
            sys.stdout.write(f"{error}\n")
    sys.stdout.write(f"{total} models, {steps} steps, {len(wrong)} wrong {wrong[:20]}\n")
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
