"""What an open case costs while nothing happens to it."""

from __future__ import annotations

import time
from datetime import timedelta

from benchmarks.ground import Ground
from benchmarks.office import FORM, MONDAY, Office, package_of
from benchmarks.processes import six
from benchmarks.records import case_file
from benchmarks.row import Row
from benchmarks.statements import counting
from engine.commands.due import carrier, run_due

LOOKS = 20


def run(ground: Ground) -> list[Row]:
    """Statements and processor time of a look for due work, with no open case and with many."""
    told, met = [], True
    for name, url in ground.stores():
        office = Office(ground.fresh, url)
        office.deploy(package_of(six(form=FORM)))
        none = look(office)
        for _ in range(ground.size.idle):
            office.open("six", case_file(0.3))
        many = look(office)
        office.close()
        met = met and many[0] == none[0]
        told.append(
            f"{name}: a look asks {none[0]} statements with no open case and {many[0]} with "
            f"{ground.size.idle:,} ({none[1] * 1e3:.2f} and {many[1] * 1e3:.2f} ms)"
        )
    return [
        Row(
            measure="Idle cost per open case",
            target="none",
            reached="; ".join(told),
            met=met,
            where="Nobody polls cases: a look reads the one index of due work, however many cases are open.",
        )
    ]


def look(office: Office) -> tuple[int, float]:
    """How many statements a look for due work asks, and its processor time."""
    at = MONDAY + timedelta(minutes=1)
    run_due(carrier(office.database, office.settings, at))
    with counting(office.database.engine) as counted:
        run_due(carrier(office.database, office.settings, at))
    begin = time.process_time()
    for _ in range(LOOKS):
        run_due(carrier(office.database, office.settings, at))
    return len(counted.statements), (time.process_time() - begin) / LOOKS
