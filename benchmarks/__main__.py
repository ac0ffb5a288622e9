"""`python -m benchmarks`: run all benchmarks or the ones named, print them, and keep them for the page."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

import click

from benchmarks import (
    command_path,
    due,
    engine_alone,
    hands,
    http,
    idle,
    languages,
    loops,
    memory,
    pages,
    statements,
    throughput,
)
from benchmarks.ground import FULL, TINY, Ground, prepared
from benchmarks.page import keep, write_page
from benchmarks.row import Row

BENCHMARKS: dict[str, Callable[[Ground], list[Row]]] = {
    "languages": languages.run,
    "engine": engine_alone.run,
    "loops": loops.run,
    "statements": statements.run,
    "command": command_path.run,
    "throughput": throughput.run,
    "http": http.run,
    "hands": hands.run,
    "due": due.run,
    "idle": idle.run,
    "memory": memory.run,
    "pages": pages.run,
}


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(list(BENCHMARKS)))
@click.option("--tiny", is_flag=True, help="So small that it only shows that everything runs.")
@click.option(
    "--big", is_flag=True, help="With stores of a million cases: 7 GB of disk and some minutes each."
)
@click.option("--no-postgresql", is_flag=True, help="SQLite only.")
@click.option("--write", is_flag=True, help="Keep the results and write docs/performance.md.")
def main(names: tuple[str, ...], tiny: bool, big: bool, no_postgresql: bool, write: bool) -> None:
    """Measure Amends beside the stock engine, naive stores and itself at other sizes."""
    with prepared(TINY if tiny else FULL, big=big, postgresql=not no_postgresql) as ground:
        for name in names or BENCHMARKS:
            begin = time.perf_counter()
            rows = BENCHMARKS[name](ground)
            seconds = time.perf_counter() - begin
            for row in rows:
                click.echo(f"{_met(row)} {row.measure}\n      {row.target}\n      {row.reached}")
            if write and not tiny:
                keep(name, rows, datetime.now(UTC), seconds, big=big and name == "pages")
                write_page(list(BENCHMARKS))


def _met(row: Row) -> str:
    return {True: "yes  ", False: "NO   ", None: "-    "}[row.met]


if __name__ == "__main__":
    main()
