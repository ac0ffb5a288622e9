"""A random diagram and a changed copy of it, with a case on the old one and the oracle of the new one beside.

The oracle walks the new diagram from its start, doing at once whatever the old one does not ask. From the
moment a case is carried over, it must stand and end as that oracle says: as one begun on the new version.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations

from engine.bpmn.execution import Execution
from engine.bpmn.migrating.faults import CannotMigrate
from tests.engine.bpmn.oracle.active import Active, Block, Env, Held, Oracle
from tests.engine.bpmn.oracle.blocks import Fail, Fork, Sequence, Task
from tests.engine.bpmn.oracle.compare import Walker, seen_as
from tests.engine.bpmn.oracle.generator import Generator, draw
from tests.engine.bpmn.oracle.inside import Inside
from tests.engine.bpmn.walk import MONDAY

NEW = "x1"  # the one step that only the new version has
Edit = Callable[[Sequence, Generator], bool]  # changes the copy in place; whether it could
STEPS = 40


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one walk."""

    carried_after: int | None  # steps on the old version; None where every attempt was refused
    steps: int
    refused: tuple[str, ...]  # codes


def blocks(block: Block) -> Iterator[tuple[Block, list[Block], int]]:
    """Every part of a list of parts, with the list and its index."""
    parts = block.parts if hasattr(block, "parts") else []
    for index, part in enumerate(parts):
        if not isinstance(part, Fail):  # an end, which nothing can follow
            yield part, parts, index
    inner = [getattr(block, name, None) for name in ("body", "kill", "beside", "caught", "reaction")]
    for part in [*parts, *inner]:
        if part is not None:
            yield from blocks(part)


def step_beside(body: Sequence, generator: Generator) -> bool:
    """A new task before or after a block."""
    part, parts, index = generator.random.choice(list(blocks(body)))
    new = Task(NEW, part.items)
    order = [new, part] if generator.random.random() < 0.5 else [part, new]
    parts[index] = Sequence("qx", part.items, order)
    return True


def step_in_parallel(body: Sequence, generator: Generator) -> bool:
    """A block gets a new task at its side."""
    part, parts, index = generator.random.choice(list(blocks(body)))
    parts[index] = Fork("gx", part.items, "parallel", "", [part, Task(NEW, part.items)])
    return True


def further_branch(body: Sequence, generator: Generator) -> bool:
    """A parallel fork gets a third branch."""
    forks = [one for one, *_ in blocks(body) if isinstance(one, Fork) and one.kind == "parallel"]
    if forks:
        fork = generator.random.choice(forks)
        fork.parts.append(Task(NEW, fork.items))
    return bool(forks)


def further_event(body: Sequence, generator: Generator) -> bool:
    """A sub-process gets a message that leads to a new task beside it, or loses the one it had."""
    found = [one for one, *_ in blocks(body) if isinstance(one, Inside)]
    if found:
        inside = generator.random.choice(found)
        inside.beside = Task(NEW, inside.items) if inside.beside is None else None
    return bool(found)


def follow(seed: int, edit: Edit) -> Outcome | None:
    """Walk one model and carry the case over at a random step, as soon as that is allowed."""
    generator = Generator(seed)
    old = Sequence("q0", (), [generator.task((), reads := []), generator.block(4, (), reads, False)])
    new = copy.deepcopy(old)
    if not edit(new, generator):
        return None
    walker, there = Walker(draw(old), restart=True), Walker(draw(new), restart=False)
    oracle = Held(new, Env(None, {}), Oracle())
    begin, steps, carried, refused = generator.random.randint(0, 6), 0, None, []
    while steps < STEPS:
        if carried is None:
            _do_what_is_new(oracle, generator)
        if carried is None and steps >= begin:
            try:
                _carry(walker, there)
            except CannotMigrate as refusal:
                refused += [one.code for one in refusal.faults]
            else:
                carried = steps
        waits = [(*wait, seen_as(*wait)) for wait in oracle.waits()]
        here = {wait[:3] for wait in walker.waits()}
        if carried is not None:
            expected = {seen for *_, seen in waits}
            assert here == expected, f"seed {seed} step {steps}: {here} instead of {expected}"
            assert walker.case.position().finished == oracle.done, f"seed {seed}: finished?"
        possible = [wait for wait in waits if wait[0] != "busy" and wait[3] in here]
        if not possible:
            break
        _, target, active, seen = generator.random.choice(possible)
        value = generator.random.randint(0, 11)
        walker.step(seen[0], walker.place(seen), value, target[0])
        active.happen(target, value)
        oracle.check()
        steps += 1
    return Outcome(carried_after=carried, steps=steps, refused=tuple(refused))


def _do_what_is_new(oracle: Held, generator: Generator) -> None:
    """The steps that only the new version asks are done at once."""
    while True:
        asked: list[tuple[tuple[str, tuple[object, ...]], Active]] = [
            (target, active) for kind, target, active in oracle.waits() if kind == "task" and target[0] == NEW
        ]
        if not asked:
            return
        target, active = asked[0]
        active.happen(target, generator.random.randint(0, 11))
        oracle.check()


def _carry(walker: Walker, there: Walker) -> None:
    """Have a copy of the case go on by the new model, and the case itself where that was allowed."""
    state, file = walker.case.dump(), dict(walker.case.file)
    case = Execution.load(walker.model, "p", state, file, walker.around, {})
    case.migrate(there.model, {}, lambda *_: MONDAY)
    walker.case, walker.model = case, there.model


def rearranged(seed: int) -> bool | None:
    """Swap two blocks, carry a case over at a random step, and walk on: whether it was carried.

    Nothing says where a case begun on the new version would stand; but one that was carried must come to its
    end. None where no two blocks can be swapped.
    """
    generator = Generator(seed)
    lots = generator.random
    old = Sequence("q0", (), [generator.task((), reads := []), generator.block(4, (), reads, False)])
    new = copy.deepcopy(old)
    pairs = [
        (one, two)
        for one, two in combinations(list(blocks(new)), 2)
        if one[0].items == two[0].items and _may_swap(_within(one[0]), _within(two[0]))
    ]
    if not pairs:
        return None
    (one, parts, index), (two, others, place) = lots.choice(pairs)
    parts[index], others[place] = two, one
    walker, there = Walker(draw(old), restart=True), Walker(draw(new), restart=False)
    begin, carried = lots.randint(0, 4), False
    for step in range(10 * STEPS):
        if step >= begin and not carried:
            try:
                _carry(walker, there)
            except CannotMigrate:
                pass
            else:
                carried = True
        position = walker.case.position()
        assert not position.stuck, f"seed {seed} step {step}: {position.stuck}"
        waits = [wait for wait in walker.waits() if not wait[1].endswith(("_beside", "_begin"))]
        if not waits:
            assert position.finished, f"seed {seed} step {step}: waits for ever"
            return carried
        kind, name, _, place_id = lots.choice(waits)
        walker.step(kind, place_id, lots.randint(0, 11), name)
    raise AssertionError(f"seed {seed}: comes to no end")


def _may_swap(one: list[Block], two: list[Block]) -> bool:
    """Not one inside the other, and no error that is caught where it stands."""
    ends = [part for block in (*one, *two) for part in getattr(block, "parts", []) if isinstance(part, Fail)]
    return one[0] not in two and two[0] not in one and not ends


def _within(block: Block) -> list[Block]:
    return [block, *(part for part, *_ in blocks(block))]
