"""A whole completion through the commands and the store, beside the naive way and a bare commit."""

from __future__ import annotations

import time
from collections.abc import Callable

from benchmarks.drawing import PYTHON
from benchmarks.engine_alone import waiting_stock
from benchmarks.ground import Ground
from benchmarks.measuring import Beside, in_turn
from benchmarks.naive import Keeper
from benchmarks.office import FORM, Office, answers, package_of
from benchmarks.processes import MEASURED, WALK, forty_three, six
from benchmarks.profiling import by_part, profile
from benchmarks.records import case_file
from benchmarks.row import Row
from benchmarks.stock import Stock
from engine.cases.file import dump_file
from engine.commands.complete_task import complete_task

WANTED = {"SQLite": 3, "PostgreSQL": 4}
MOST_OWN = 5.0  # milliseconds above a bare commit
SAID = 3_000  # bytes that a step adds: timeline, payload and the new task's rows


def run(ground: Ground) -> list[Row]:
    """One row per store."""
    return [one(ground, name, url) for name, url in ground.stores()]


def one(ground: Ground, name: str, url: str) -> Row:
    """The command path on one store: naive, ours and bare in turn."""
    document, size = case_file(20), ground.size
    office = Office(ground.fresh, url)
    office.deploy(package_of(forty_three(form=FORM)))
    times = max(1, size.times // 20)
    count = times * (size.rounds + 1)
    tasks = []
    for _ in range(2 * count + 2):
        case = office.open("forty", document)
        office.complete(case, *WALK)
        tasks.append(office.task(case, MEASURED))
    stock, text = waiting_stock(document)
    keeper = Keeper(url)
    both: list[Beside] = []
    for watch in (time.perf_counter, time.process_time):
        mine = [tasks.pop() for _ in range(count)]
        naive = keeper.stock_cycle(stock, text, MEASURED, document, count)
        bare = keeper.bare_cycle(bytes(41) + dump_file(document), bytes(SAID), count)
        both.append(
            in_turn(naive, completing(office, mine), bare, times=times, rounds=size.rounds, watch=watch)
        )
        for table in ("instance", "bare", "bare_event"):
            keeper.run(f"DELETE FROM {table}")  # noqa: S608 - names of ours
    wall, cpu = both
    ratio, own = 1 / wall.ratio, (wall.seconds[1] - wall.seconds[2]) * 1e3
    more = sixes(ground, office, keeper, name)
    listed = profiled(office, size.cases)
    office.close()
    return Row(
        measure=f"Whole command path, 43 elements, 20 KB case file, same process, {name}",
        target=(
            f"at least {WANTED[name]}x naive {name}; "
            "at most 5 ms of our own above a bare commit of the same bytes"
        ),
        reached=(
            f"{ratio:.1f}x naive ({_told(wall)}); {own:.1f} ms of our own on the clock; "
            f"processor time alone {1 / cpu.ratio:.1f}x ({_told(cpu)})"
        ),
        met=ratio >= WANTED[name] and own <= MOST_OWN,
        where=listed[0],
        profile=listed[1],
        more=more,
    )


def _told(found: Beside) -> str:
    naive, ours, bare = (f"{seconds * 1e3:.1f}" for seconds in found.seconds)
    return f"{ours} ms; naive {naive}, bare {bare}"


def sixes(ground: Ground, office: Office, keeper: Keeper, name: str) -> tuple[str, ...]:
    """The same comparison on a small process with a small case file, where stock has little to carry."""
    document = case_file(1)
    office.deploy(package_of(six(form=FORM)))
    times = max(1, ground.size.times // 20)
    count = times * (ground.size.rounds + 1)
    tasks = [office.task(office.open("six", document), "register") for _ in range(count)]
    stock = Stock(six(PYTHON))
    text = stock.dump(stock.begin(document))
    naive = keeper.stock_cycle(stock, text, "register", document, count)
    found = in_turn(
        naive, completing(office, tasks), times=times, rounds=ground.size.rounds, watch=time.perf_counter
    )
    small = f"{found.seconds[1] * 1e3:.1f} ms; naive {found.seconds[0] * 1e3:.1f}"
    return (f"Six elements, 1 KB case file, {name}: {1 / found.ratio:.1f}x naive ({small}).",)


def completing(office: Office, tasks: list[str]) -> Callable[[], None]:
    """Completes one task after the other, each in its transaction."""
    waiting = iter(enumerate(tasks))

    def complete() -> None:
        number, task = next(waiting)
        office.do(complete_task, task, answers(number))

    return complete


def profiled(office: Office, times: int) -> tuple[str, str]:
    """Where the time of completions goes, by part and by function; on the six-element process."""
    tasks = [office.task(office.open("six", case_file(20)), "register") for _ in range(2 * times + 2)]
    parts = by_part(completing(office, tasks[: times + 1]), times)
    return f"Processor time by part: {parts}.", profile(completing(office, tasks[times + 1 :]), times)
