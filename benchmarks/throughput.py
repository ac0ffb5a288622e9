"""Whole cases through the small process: opened, two tasks completed, ended."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from benchmarks.ground import Ground
from benchmarks.office import FORM, Office, answers, package_of
from benchmarks.processes import six
from benchmarks.records import case_file
from benchmarks.row import Row
from engine.commands.complete_task import complete_task
from engine.commands.open_case import open_case
from engine.scheduler.long_life import settle_in

WANTED = 80


def run(ground: Ground) -> list[Row]:
    """Cases a second, one process, one thread, the scheduler off."""
    told, met, measured = [], None, "PostgreSQL"
    with _long_lived():
        for name, url in ground.stores():
            office = Office(ground.fresh, url)
            office.deploy(package_of(six(form=FORM)))
            document = case_file(1)
            whole_case(office, document)
            rounds = sorted(_round(office, document, ground.size.cases) for _ in range(ground.size.rounds))
            office.close()
            half, best = rounds[len(rounds) // 2], rounds[0]
            told.append(
                f"{name}: {1 / half.wall:.0f} cases/s ({half.wall * 1e3:.1f} ms each, "
                f"{half.own * 1e3:.1f} ms of them our processor time; fastest round {1 / best.wall:.0f})"
            )
            if name == measured:
                met = half.wall * WANTED <= 1
    return [
        Row(
            measure="Six elements: start, complete two tasks, end; one process, scheduler off",
            target="PostgreSQL at least 80 cases/s, aim 150",
            reached="; ".join(told),
            met=met,
            where="Three commands and three durable commits a case, and a look for its first task. The "
            "process has settled in as `amends serve` does. The median of the rounds; where they lie far "
            "apart, the machine was not ours alone.",
        )
    ]


@dataclass(frozen=True, order=True)
class Took:
    """Seconds a case, on the clock and of our processor."""

    wall: float
    own: float


def _round(office: Office, document: dict[str, object], cases: int) -> Took:
    wall, own = time.perf_counter(), time.process_time()
    for _ in range(cases):
        whole_case(office, document)
    return Took((time.perf_counter() - wall) / cases, (time.process_time() - own) / cases)


@contextmanager
def _long_lived() -> Iterator[None]:
    """The collector as a serving process has it, and afterwards as other measures expect it."""
    before = gc.get_threshold()
    settle_in()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)


def whole_case(office: Office, document: dict[str, object]) -> None:
    """One case from start to end."""
    opened = office.do(open_case, "six", variables=document)
    following = office.do(complete_task, office.task(opened.case_id, "register"), answers(1))
    if following is None:
        raise ValueError("the second task is missing")
    office.do(complete_task, following, answers(2))
