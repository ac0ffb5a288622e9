"""The engine in memory: take a saved case up, complete one user task, save it; no database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec

from benchmarks.drawing import PYTHON
from benchmarks.ground import Ground
from benchmarks.measuring import in_turn
from benchmarks.processes import FOLLOWING, MEASURED, WALK, forty_three
from benchmarks.profiling import profile
from benchmarks.records import case_file, changed
from benchmarks.row import Row
from benchmarks.stock import Stock
from engine.bpmn.execution import Execution
from engine.bpmn.model import Model
from engine.bpmn.reading import read_model
from engine.cases.file import dump_file, load_file
from engine.feel.surroundings import Surroundings

Form = tuple[Callable[[Any], bytes], Callable[[bytes], Any]]
AS_TEXT: Form = (
    msgspec.json.Encoder(decimal_format="number").encode,
    msgspec.json.Decoder(float_hook=Decimal).decode,
)
AS_STORED: Form = (dump_file, load_file)
AROUND = Surroundings(now=datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
PROCESS = "forty"
KILOBYTES = (1, 20, 200)


def run(ground: Ground) -> list[Row]:
    """Both measures of the engine alone."""
    return [speed(ground), state_bytes()]


def speed(ground: Ground) -> Row:
    """Load, complete, dump beside the library with its own serializer."""
    document, model = case_file(20), read_model({"forty.bpmn": forty_three().xml()})
    theirs, as_text = stock_cycle(document), ours_cycle(model, document, AS_TEXT)
    squeezed, alone = ours_cycle(model, document, AS_STORED), ours_cycle(model, document, None)
    size, times = ground.size, max(2, ground.size.times // 10)
    found = in_turn(theirs, as_text, squeezed, alone, times=times, rounds=size.rounds)
    ratios, micro = [1 / ratio for ratio in found.ratios], [seconds * 1e6 for seconds in found.seconds]
    return Row(
        measure="Engine alone: load, complete one user task, dump; 43 elements, 20 KB case file, real FEEL",
        target="at least 50x stock SpiffWorkflow with its serializer",
        reached=(
            f"{ratios[1]:.0f}x with the case file as JSON, as stock keeps it ({micro[1]:.0f} us); "
            f"{ratios[2]:.0f}x with it compressed as the store keeps it ({micro[2]:.0f} us); "
            f"{ratios[3]:.0f}x for the state alone ({micro[3]:.0f} us); stock {micro[0] / 1000:.2f} ms"
        ),
        met=ratios[1] >= 50,
        where="Of ours, most is the JSON of the case file; stock reads and writes every task ever run.",
        profile=profile(as_text, size.times),
    )


def state_bytes() -> Row:
    """How large a saved state is, whatever the case file holds."""
    model = read_model({"forty.bpmn": forty_three().xml()})
    ours, stock = [], []
    for kilobytes in KILOBYTES:
        document = case_file(kilobytes)
        ours.append(len(waiting_case(model, document)[0]))
        stock.append(len(waiting_stock(document)[1]))
    told = ", ".join(f"{size:,}" for size in stock)
    return Row(
        measure="State bytes, 43 elements, after seven user tasks; case file of 1, 20 and 200 KB",
        target="at most 500, the same at every size of the case file",
        reached=f"{', '.join(str(size) for size in ours)}; stock {told}",
        met=len(set(ours)) == 1 and ours[0] <= 500,
        where="One token and one wait; specification and case file lie elsewhere.",
    )


def ours_cycle(model: Model, document: dict[str, Any], form: Form | None) -> Callable[[], None]:
    """One cycle of Amends; the case file goes through its bytes where it has a form."""
    state, file, place = waiting_case(model, document)
    _require_following(model, state, file, place)
    payload = {"touched": 8}
    if form is None:

        def cycle() -> None:
            execution = Execution.load(model, PROCESS, state, file, AROUND, {})
            execution.complete_task(place, payload)
            execution.dump()

        return cycle
    write, read = form
    kept = write(file)

    def whole_cycle() -> None:
        execution = Execution.load(model, PROCESS, state, read(kept), AROUND, {})
        execution.complete_task(place, payload)
        execution.dump()
        write(execution.file)

    return whole_cycle


def stock_cycle(document: dict[str, Any]) -> Callable[[], None]:
    """The same in the library."""
    stock, text = waiting_stock(document)
    values = {"record": changed(document, 8)}

    def cycle() -> None:
        workflow = stock.load(text)
        stock.complete(workflow, MEASURED, values)
        stock.dump(workflow)

    cycle()
    return cycle


def waiting_case(model: Model, document: dict[str, Any]) -> tuple[bytes, dict[str, Any], str]:
    """State, case file and place of a case at the measured task."""
    execution = Execution.open(model, PROCESS, variables=document, around=AROUND, constants={})
    for number, task in enumerate(WALK):
        execution.complete_task(_place(execution, task), {"touched": number})
        for job in execution.position().jobs:
            execution.finish_job(job.id, {"rating": 16})
    return execution.dump(), execution.file, _place(execution, MEASURED)


def waiting_stock(document: dict[str, Any]) -> tuple[Stock, str]:
    """The same in the library, as its JSON."""
    stock = Stock(forty_three(PYTHON))
    workflow = stock.begin(document)
    for number, task in enumerate(WALK):
        stock.complete(workflow, task, {"record": changed(document, number)})
    return stock, stock.dump(workflow)


def _place(execution: Execution, element: str) -> str:
    return next(task.id for task in execution.position().tasks if task.element == element)


def _require_following(model: Model, state: bytes, file: dict[str, Any], place: str) -> None:
    execution = Execution.load(model, PROCESS, state, dict(file), AROUND, {})
    execution.complete_task(place, {})
    _place(execution, FOLLOWING)
