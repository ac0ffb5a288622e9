"""How long steps took, by command or kind of work, counted in this process since its start."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

BOUNDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1.0, 5.0)  # seconds


@dataclass
class Times:
    """Of one command: how many steps were within each bound, those beyond all of them last, and their sum."""

    within: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    seconds: float = 0.0


class StepTimes:
    """Times of every command; several threads may add to them."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._lock = Lock()
        self._times: dict[str, Times] = {}

    @contextmanager
    def taken(self, command: str) -> Iterator[None]:
        """Count what the block takes, also when it is refused."""
        began = time.perf_counter()
        try:
            yield
        finally:
            seconds = time.perf_counter() - began
            with self._lock:
                times = self._times.setdefault(command, Times())
                times.within[bisect_left(BOUNDS, seconds)] += 1
                times.seconds += seconds

    def counted(self) -> dict[str, Times]:
        """Everything so far, by command in alphabetical order."""
        with self._lock:
            return {
                name: Times(within=list(times.within), seconds=times.seconds)
                for name, times in sorted(self._times.items())
            }


STEPS = StepTimes()  # of this process
