"""The escalation ladder of one case: which levels were asked for help, and when the next is by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.clocks.models import RESOLVED
from engine.clocks.queries import ClockView, EscalationView


@dataclass(frozen=True, kw_only=True)
class Rung:
    """One level; `next_at` is the earliest moment at which a running clock asks it, and by which share."""

    level: int
    group: str
    asked: int  # how often, by clocks, by the diagram and by hand
    first_at: datetime | None
    waiting: bool  # whether one of these is not resolved
    next_at: datetime | None
    next_clock: str | None
    next_share: str | None


def ladder(
    levels: Mapping[int, str], clocks: Iterable[ClockView], escalations: Sequence[EscalationView]
) -> tuple[Rung, ...]:
    """The levels (level -> group) from the lowest up. A paused clock asks nobody."""
    running = [clock for clock in clocks if clock.is_running]
    return tuple(_rung(level, levels[level], running, escalations) for level in sorted(levels))


def _rung(
    level: int, group: str, running: Iterable[ClockView], escalations: Iterable[EscalationView]
) -> Rung:
    raised = [one for one in escalations if one.level == level]
    ahead = min(
        (
            (datetime.fromisoformat(point["due"]), clock.title, point["at"])
            for clock in running
            for point in clock.points
            if point["passed"] is None and point["code"] and point["level"] == level
        ),
        default=None,
    )
    return Rung(
        level=level,
        group=group,
        asked=len(raised),
        first_at=min((one.raised_at for one in raised), default=None),
        waiting=any(one.state != RESOLVED for one in raised),
        next_at=ahead[0] if ahead else None,
        next_clock=ahead[1] if ahead else None,
        next_share=ahead[2] if ahead else None,
    )
