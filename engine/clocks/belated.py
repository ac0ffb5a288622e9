"""Clocks of a version that a running case goes over to, whose beginning lies behind the case already."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from engine.library.process_settings import ClockSettings


@dataclass(frozen=True, kw_only=True)
class Past:
    """What is known of a case's way in its present run, by the names of the version it goes over to."""

    received: datetime
    entered: Mapping[str, tuple[datetime, ...]]  # element -> when the case came there, in order
    whole: bool  # False where a step made more moves than the timeline keeps
    closed: bool  # whether its business status is closed


@dataclass(frozen=True, kw_only=True)
class Belated:
    """What becomes of one such clock. Of neither an instant nor an end, it has not begun."""

    rule: ClockSettings
    begins: datetime | None = None  # as of when
    by: str | None = None  # the element that begins it, None for receipt
    over_at: datetime | None = None  # when it would have stopped
    over_by: str | None = None  # the element that stops it, None for the closing
    unknown: bool = False  # nobody can say whether the case has been where it begins

    @property
    def over(self) -> bool:
        """Whether nothing is left to promise."""
        return self.begins is not None and self.over_at is not None


def belated(rules: Collection[ClockSettings], past: Past, now: datetime) -> tuple[Belated, ...]:
    """What becomes of clocks that no step has begun for this case.

    A clock begins as of the first time the case came to one of its elements, and at receipt where it names
    none. One that would have stopped since, by an element or the closing, does not begin.
    """
    return tuple(_belated(rule, past, now) for rule in rules)


def renamed(rule: ClockSettings, mapping: Mapping[str, str]) -> ClockSettings:
    """The clock with elements named as another version names them."""
    begins, stops = (
        tuple(mapping.get(name, name) for name in side) for side in (rule.begins_with, rule.stops_with)
    )
    return replace(rule, begins_with=begins, stops_with=stops)


def _belated(rule: ClockSettings, past: Past, now: datetime) -> Belated:
    begun = min(_passed(rule.begins_with, past), default=None)
    if not rule.begins_with:
        begun = (past.received, "")
    if begun is not None:
        at, by = begun
        over = min((one for one in _passed(rule.stops_with, past) if one[0] >= at), default=None)
        if over is None and past.closed:
            over = (now, "")
        found = Belated(rule=rule, begins=at, by=by or None)
        return found if over is None else replace(found, over_at=over[0], over_by=over[1] or None)
    return Belated(rule=rule, unknown=not past.whole)


def _passed(elements: Collection[str], past: Past) -> Iterator[tuple[datetime, str]]:
    return ((at, name) for name in elements for at in past.entered.get(name, ()))
