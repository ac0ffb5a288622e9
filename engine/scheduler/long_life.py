"""What a process does once, before it runs for months."""

from __future__ import annotations

import gc

YOUNG = 20_000  # objects made and not yet let go, before the collector looks at the young ones


def settle_in() -> None:
    """Keep the collector of cyclic garbage from looking through everything that was loaded at the start.

    Those half a million objects stay for ever. Each full look took tens of milliseconds and came every few
    requests (a third of a submission's processor time, measured). What is made from now on is looked at as
    ever, less often.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)
