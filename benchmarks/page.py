"""docs/performance.md, made from the kept results."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.row import Row

ROOT = Path(__file__).resolve().parent.parent
PAGE, KEPT = ROOT / "docs" / "performance.md", ROOT / "benchmarks" / "results.json"
HEAD = """# How fast Amends is

Made by `make bench`, which is `python -m benchmarks --write`. One measure: `python -m benchmarks NAME
--write`; the stores of a million cases: `make bench BENCH="pages --big"`. The makers of the
data are in `benchmarks/`, seeded, and use the commands; only the stores for the pages are filled by bulk
inserts, described in `benchmarks/growth.py`. The command writes this page: do not edit it.

**How to read it.** Each ratio comes from one run, in which both sides took turns on the same machine;
quoted is the median over rounds. Engine, languages and loops are timed in processor time, everything with
a store on the clock. The machine has {cores} cores ({machine}; Python {python}, SQLite {sqlite}). With each
measure stands the load average of its run: above {cores}, other work was in the way, and times on the clock
are several times what a quiet machine shows; ratios hold.
"""


def keep(name: str, rows: Iterable[Row], at: datetime, seconds: float, *, big: bool = False) -> None:
    """Put a benchmark's rows with the results; `big` where they are about the store of a million cases."""
    known = results()
    known[name] = {
        "at": at.isoformat(timespec="minutes"),
        "load": [round(load, 1) for load in os.getloadavg()],
        "seconds": round(seconds),
        "big": big,
        "rows": [asdict(row) for row in rows],
    }
    KEPT.write_text(json.dumps(known, indent=1, ensure_ascii=False) + "\n")


def results() -> dict[str, Any]:
    """What was measured last, by benchmark."""
    kept: dict[str, Any] = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    return kept


def write_page(order: list[str]) -> None:
    """Write the page from the results there are."""
    known = results()
    told = [(name, known[name]) for name in order if name in known]
    head = HEAD.format(
        cores=os.cpu_count(),
        machine=f"{platform.machine()}, {_model()}",
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
    )
    table = ["| measure | target | reached | met |", "| --- | --- | --- | --- |"]
    table += [_line(row) for _, one in told for row in one["rows"]]
    details = [text for name, one in told for text in _details(name, one)]
    PAGE.write_text("\n".join([head, *table, "", *details]).rstrip() + "\n")


def _line(row: dict[str, Any]) -> str:
    met = {True: "yes", False: "**no**", None: "-"}[row["met"]]
    return f"| {row['measure']} | {row['target']} | {row['reached']} | {met} |"


def _details(name: str, one: dict[str, Any]) -> list[str]:
    load = ", ".join(str(load) for load in one["load"])
    command = f"python -m benchmarks {name} {'--big ' if one.get('big') else ''}--write"
    lines = [f"## {name}", "", f"`{command}`, {one['at']} UTC, {one['seconds']} s, load average {load}.", ""]
    for row in one["rows"]:
        lines += [f"**{row['measure']}.** {row['where']}", ""]
        lines += [f"{more}\n" for more in row["more"]]
        if row["profile"]:
            lines += ["```text", row["profile"], "```", ""]
    return lines


def _model() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return "unknown processor"
