"""Fair timing on a machine that others use too: processor time, turns taken, medians."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

Call = Callable[[], object]
Watch = Callable[[], float]


@dataclass(frozen=True, kw_only=True)
class Beside:
    """Several things measured in turn. `seconds` is the median for one call, `ratio` the median of pairs."""

    seconds: tuple[float, ...]
    ratios: tuple[float, ...]  # of each to the first, pair by pair: above 1 it takes longer than the first

    @property
    def ratio(self) -> float:
        """Of the second to the first."""
        return self.ratios[1]


def in_turn(*calls: Call, times: int, rounds: int, watch: Watch = time.process_time) -> Beside:
    """Call each `times` times, one after the other, `rounds` rounds long; a first round does not count."""
    taken: list[list[float]] = [[] for _ in calls]
    for number in range(rounds + 1):
        for call, seconds in zip(calls, taken, strict=True):
            took = _took(call, times, watch)
            if number:
                seconds.append(took)
    first = taken[0]
    return Beside(
        seconds=tuple(statistics.median(seconds) for seconds in taken),
        ratios=tuple(
            statistics.median(one / base for one, base in zip(seconds, first, strict=True))
            for seconds in taken
        ),
    )


def each(call: Call, times: int, watch: Watch = time.perf_counter) -> list[float]:
    """The seconds of every single call."""
    taken = []
    with _undisturbed():
        for _ in range(times):
            begin = watch()
            call()
            taken.append(watch() - begin)
    return taken


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of all values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _took(call: Call, times: int, watch: Watch) -> float:
    with _undisturbed():
        begin = watch()
        for _ in range(times):
            call()
        return (watch() - begin) / times


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Rubbish is collected before, not by chance within; the collector stays on for long runs."""
    gc.collect()
    yield
