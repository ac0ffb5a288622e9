"""Every benchmark runs in a tiny size. No times are asserted: that is what `make bench` is for."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.__main__ import BENCHMARKS
from benchmarks.ground import TINY, Ground

IN_MEMORY = ("languages", "engine", "loops")


@pytest.mark.parametrize("name", [name for name in BENCHMARKS if name not in IN_MEMORY])
def test_a_benchmark_of_the_store_runs_on_sqlite(name: str, tmp_path: Path) -> None:
    rows = BENCHMARKS[name](Ground(folder=tmp_path, size=TINY, postgresql=False))

    assert rows
    assert all(row.measure and row.target and row.reached for row in rows)


@pytest.mark.parametrize("name", IN_MEMORY)
def test_a_benchmark_in_memory_runs(name: str, tmp_path: Path) -> None:
    rows = BENCHMARKS[name](Ground(folder=tmp_path, size=TINY, postgresql=False))

    assert all(row.profile or row.where for row in rows)
