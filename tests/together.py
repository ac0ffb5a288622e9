"""Several deeds at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable

from engine.errors import AmendsError


def together(*deeds: Callable[[], object]) -> list[object]:
    """Do all of these at the same moment on threads; their results or refusals, in order."""
    gate = threading.Barrier(len(deeds))
    results: list[object] = [None] * len(deeds)

    def run(number: int) -> None:
        gate.wait()
        try:
            results[number] = deeds[number]()
        except AmendsError as error:
            results[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
