"""A case that goes round and round: the ten-thousandth round beside the tenth."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from benchmarks.ground import Ground
from benchmarks.measuring import percentile
from benchmarks.processes import loop
from benchmarks.row import Row
from engine.bpmn.execution import Execution
from engine.bpmn.reading import read_model
from engine.feel.surroundings import Surroundings

AROUND = Surroundings(now=datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
WINDOW = 400  # rounds around the one that is told
MOST = 1.1


def run(ground: Ground) -> list[Row]:
    """Each round loads the state, completes the task and saves; the first rounds are run again at the end."""
    model = read_model({"loop.bpmn": loop().xml()})
    rounds = ground.size.loops
    window = min(WINDOW, rounds // 2)
    execution = Execution.open(model, "loop", variables={}, around=AROUND, constants={})
    state = execution.dump()
    for _ in range(9):
        state, _ = one_round(model, state)
    tenth = state
    for _ in range(rounds - 10):
        state, _ = one_round(model, state)
    # In turn, so that both meet the same weather.
    early, late = [], []
    for _ in range(window):
        tenth, took = one_round(model, tenth)
        early.append(took)
        state, took = one_round(model, state)
        late.append(took)
    first, last = percentile(early, 0.5), percentile(late, 0.5)
    return [
        Row(
            measure=f"Cost of loop round {rounds:,} against the 10th (load, complete, dump)",
            target="at most 1.1x",
            reached=(
                f"{last / first:.2f}x ({last * 1e6:.0f} us against {first * 1e6:.0f} us; "
                f"state {len(state)} bytes)"
            ),
            met=last / first <= MOST,
            where="What is finished is gone: only the growing number of the token is longer.",
        )
    ]


def one_round(model: object, state: bytes) -> tuple[bytes, float]:
    """The state after one more round, and the processor time it took."""
    begin = time.process_time()
    execution = Execution.load(model, "loop", state, {}, AROUND, {})  # type: ignore[arg-type]
    execution.complete_task(execution.position().tasks[0].id, {"stop": False})
    return execution.dump(), time.process_time() - begin
