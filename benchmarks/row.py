"""What a benchmark tells: one row of the table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Row:
    """One measure: what was wanted, what was reached, and where the time goes."""

    measure: str
    target: str
    reached: str
    met: bool | None  # None: no target is set, or it was not measured in this size
    where: str = ""  # where the time goes, or how it was measured
    profile: str = ""  # the most expensive functions, as a block of text
    more: tuple[str, ...] = ()  # further figures, a sentence each
