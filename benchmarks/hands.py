"""Two people complete two parallel tasks of one case at the same moment."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from benchmarks.ground import Ground
from benchmarks.measuring import percentile
from benchmarks.office import FORM, Office, answers, package_of
from benchmarks.processes import two_hands
from benchmarks.records import case_file
from benchmarks.row import Row
from engine.commands.complete_task import complete_task
from engine.step import Actor

MOST = 0.050


def run(ground: Ground) -> list[Row]:
    """The slower of the two, per store."""
    told, met = [], True
    for name, url in ground.stores():
        office = Office(ground.fresh, url)
        office.deploy(package_of(two_hands(form=FORM)))
        slower = [both(office) for _ in range(max(2, ground.size.cases // 4))]
        half, most = percentile(slower, 0.5), percentile(slower, 0.95)
        met = met and half < MOST
        told.append(f"{name}: the slower of both {half * 1e3:.0f} ms median, {most * 1e3:.0f} ms p95")
        office.close()
    return [
        Row(
            measure="Two people, two parallel tasks of one case at the same moment",
            target="both under 50 ms",
            reached="; ".join(told),
            met=met,
            where="The second waits for the first one's commit, then does its own; nobody is refused.",
        )
    ]


def both(office: Office) -> float:
    """How long the slower of the two took."""
    case = office.open("two_hands", case_file(1))
    left, right = office.task(case, "left"), office.task(case, "right")
    ready = Barrier(2)

    def complete(who: Actor, task: str) -> float:
        ready.wait()
        begin = time.perf_counter()
        office.send(who, None, complete_task, task, answers(1))
        return time.perf_counter() - begin

    with ThreadPoolExecutor(2) as people:
        done = [people.submit(complete, office.ana, left), people.submit(complete, office.ben, right)]
        took = max(one.result() for one in done)
    office.task(case, "after")
    return took
