"""How often a fault is provoked: a tenth or less in the usual run, all with FAULTS=all (`make faults`)."""

from __future__ import annotations

import os


def times(full: int, usual: int | None = None) -> int:
    """How many of the `full` number this run provokes; `usual` where a tenth would take too long."""
    if os.environ.get("FAULTS") == "all":
        return full
    return max(1, full // 10) if usual is None else usual
