"""A promised date moved: the diagram may listen, and tell the customer the new one and why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from engine.bpmn.position import Subscription
from engine.clocks.rows import MOVED
from engine.commands.advance.running import Running
from engine.timeline.recording import Happening

DATE_MOVED = "due date moved"  # the message; its correlation key is the case's own reference
MOVED_CLOCK = "moved_clock"  # the variable it brings


def tell_of_moves(running: Running, happenings: Iterable[Happening]) -> bool:
    """Give the place that waits for the message `due date moved` each clock that moved; whether any waited.

    It brings `moved_clock`: {key, title, before, due, later, cause, because}. Several moves of a clock in one
    step are one. Nobody keeps it for later: who listens only then sees the date as it is.
    """
    told = False
    for moved in _moves(happenings).values():
        place = _listening(running)
        if place is None:
            return told
        running.happened("message received", place.element, name=DATE_MOVED, answers={MOVED_CLOCK: moved})
        running.execution.deliver(place.id, {MOVED_CLOCK: moved})
        told = True
    return told


def _listening(running: Running) -> Subscription | None:
    """The place of this case that waited longest."""
    for one in running.position().subscriptions:
        if one.kind == "message" and one.message == DATE_MOVED and one.key == running.case.reference:
            return one
    return None


def _moves(happenings: Iterable[Happening]) -> dict[str, dict[str, Any]]:
    """By clock: from the first date to the last, with the last reason."""
    found: dict[str, dict[str, Any]] = {}
    for happening in happenings:
        if happening.verb != MOVED:
            continue
        said = happening.content
        before = found.get(said["clock"], said)["before"]
        if before != said["due"]:
            found[said["clock"]] = {
                "key": said["clock"],
                "title": said["title"],
                "before": before,
                "due": said["due"],
                "later": datetime.fromisoformat(said["due"]) > datetime.fromisoformat(before),
                "cause": said["cause"],
                "because": said["because"],
            }
    return found
