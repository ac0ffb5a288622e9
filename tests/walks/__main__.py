"""`make walk`: 2,000 random walks through each process; a seed that found something is walked again alone."""

from __future__ import annotations

import sys
import time
from collections import Counter

from engine.library.package import Package
from engine.library.source import process_keys, shipped_root
from engine.scenarios.coverage import KINDS, provable
from tests.walks.walk import Walk, ground

FAR = 40  # steps of a walk by `make walk`; the walks of `make test` are the beginnings of these


def walks(key: str, seeds: list[str]) -> list[Walk]:
    """One walk for each seed."""
    with ground(key, FAR) as walk:
        return [walk(seed) for seed in seeds]


def seeds_of(key: str, count: int) -> list[str]:
    """The seeds that `make test` walks: always the same, so that a red test stays red until it is mended."""
    return [f"{key}-{number}" for number in range(1, count + 1)]


def main(arguments: list[str]) -> int:
    """Walk `[COUNT]` times each process, or one seed such as `complaint_handling-17`."""
    wanted = arguments[0] if arguments else "2000"
    if not wanted.isdecimal():
        found = walks(wanted.rpartition("-")[0], [wanted])
        _say(found[0].told())
        return int(bool(found[0].found))
    bad = 0
    for key in process_keys(shipped_root()):
        began = time.process_time()
        found = walks(key, seeds_of(key, int(wanted)))
        _tell(key, found, time.process_time() - began)
        bad += sum(bool(walk.found) for walk in found)
    return int(bool(bad))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _tell(key: str, found: list[Walk], seconds: float) -> None:
    steps = sum(len(walk.did) for walk in found)
    _say(f"{key}: {len(found)} walks, {steps} steps, {seconds:.0f} s of work")
    walked = frozenset().union(*(walk.walked for walk in found))
    for kind, words in KINDS.items():
        every = [one for one in provable(Package.read(shipped_root(), key)) if one.kind == kind]
        _say(f"  {sum(one.mark in walked for one in every)} of {len(every)} {words}")
    refused = sum((walk.refused for walk in found), Counter())
    _say(f"  refused: {dict(refused.most_common())}")
    for walk in found:
        if walk.found:
            _say(walk.told())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
