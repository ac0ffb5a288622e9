"""The memory of one serving process with many versions of a large process loaded."""

from __future__ import annotations

from pathlib import Path

from benchmarks.ground import Ground
from benchmarks.http import Browser, serving
from benchmarks.office import FORM, PASSWORD, Office, package_of
from benchmarks.processes import forty_three
from benchmarks.records import case_file
from benchmarks.row import Row

MOST = 200  # megabytes
KILOBYTE = 1024


def run(ground: Ground) -> list[Row]:
    """A server whose pages have shown a case of every version: each is parsed and kept."""
    office = Office(ground.fresh, ground.sqlite())
    tasks = []
    for number in range(ground.size.versions):
        office.deploy(package_of(forty_three(form=FORM), title=f"Measured, version {number}"))
        tasks.append(office.task(office.open("forty", case_file(1)), "u01"))
    office.close()
    with serving(office) as (port, process):
        browser = Browser(port)
        browser.sign_in("ana", PASSWORD)
        before = resident(process)
        for task in tasks:
            browser.submit(task)
        browser.close()
        after, peak = resident(process), resident(process, "VmHWM")
    each = (after - before) / len(tasks)
    return [
        Row(
            measure=f"Memory of one serving process with {len(tasks)} versions of 43 elements loaded",
            target="at most 200 MB",
            reached=(
                f"{after:.0f} MB resident (peak {peak:.0f} MB; {before:.0f} MB before; "
                f"{each:.2f} MB a version)"
            ),
            met=after <= MOST,
            where="The libraries are most of it. The peak is the check of a password (argon2).",
        )
    ]


def resident(process: int, field: str = "VmRSS") -> float:
    """Megabytes of memory that a process holds."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith(field):
            return int(line.split()[1]) / KILOBYTE
    raise ValueError(f"the kernel tells no {field}")
