"""Whole cases through the small process: opened, two tasks completed, ended."""

from __future__ import annotations

import time

from benchmarks.ground import Ground
from benchmarks.office import FORM, Office, answers, package_of
from benchmarks.processes import six
from benchmarks.records import case_file
from benchmarks.row import Row
from engine.commands.complete_task import complete_task
from engine.commands.open_case import open_case

WANTED = 80


def run(ground: Ground) -> list[Row]:
    """Cases a second, one process, one thread, the scheduler off."""
    told, met, measured = [], None, "PostgreSQL"
    for name, url in ground.stores():
        office = Office(ground.fresh, url)
        office.deploy(package_of(six(form=FORM)))
        document = case_file(1)
        whole_case(office, document)
        wall, own = time.perf_counter(), time.process_time()
        for _ in range(ground.size.cases):
            whole_case(office, document)
        wall, own = time.perf_counter() - wall, time.process_time() - own
        told.append(
            f"{name}: {ground.size.cases / wall:.0f} cases/s "
            f"({wall / ground.size.cases * 1e3:.1f} ms each, "
            f"{own / ground.size.cases * 1e3:.1f} ms of them our processor time)"
        )
        if name == measured:
            met = ground.size.cases / wall >= WANTED
        office.close()
    return [
        Row(
            measure="Six elements: start, complete two tasks, end; one process, scheduler off",
            target="PostgreSQL at least 80 cases/s, aim 150",
            reached="; ".join(told),
            met=met,
            where="Three commands and three durable commits for each case.",
        )
    ]


def whole_case(office: Office, document: dict[str, object]) -> None:
    """One case from start to end."""
    opened = office.do(open_case, "six", variables=document)
    following = office.do(complete_task, office.task(opened.case_id, "register"), answers(1))
    if following is None:
        raise ValueError("the second task is missing")
    office.do(complete_task, following, answers(2))
