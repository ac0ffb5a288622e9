"""How long to wait before trying again."""

from __future__ import annotations

from datetime import timedelta

FIRST = timedelta(seconds=10)
LONGEST = timedelta(hours=1)


def delay_after(attempts: int) -> timedelta:
    """The pause after so many tries: 10 s, 40 s, 160 s and so on, never more than an hour."""
    pause: timedelta = FIRST * 4 ** min(max(attempts - 1, 0), 6)
    return min(pause, LONGEST)
