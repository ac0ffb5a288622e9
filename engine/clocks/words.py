"""What expressions and letters may say of a case's promises in time: the context `clocks`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from engine.bpmn.position import Position
from engine.cases.models import Case
from engine.clocks.calendars import calendars
from engine.clocks.keeping import NOW, begins, entered_in, promise_now
from engine.clocks.models import PAUSED, RUNNING, Clock
from engine.clocks.rows import foreseen
from engine.library.package import Package
from engine.library.process_settings import ClockSettings
from engine.step import Step
from engine.worktime.reckoning import reckon

CLOCKS = "clocks"  # the name of the context


class ClockWords(Mapping[str, Any]):
    """The clocks by key, reckoned when the first expression asks: most steps ask nothing of them."""

    def __init__(self, find: Callable[[], Mapping[str, Any]]) -> None:
        """Take over how to find them."""
        self._find = find
        self._found: Mapping[str, Any] | None = None

    def _all(self) -> Mapping[str, Any]:
        if self._found is None:
            self._found = self._find()
        return self._found

    def __getitem__(self, key: str) -> Any:
        return self._all()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


def clock_words(
    step: Step,
    case: Case,
    package: Package,
    position: Position,
    context: Mapping[str, Any],
    clocks: Collection[Clock],
    as_of: Mapping[str, datetime] = NOW,
) -> dict[str, dict[str, Any]]:
    """Each clock of the run as the end of this step will have it if nothing more happens.

    So a letter says the right date in the very step that begins or moves its clock. Nothing is written.
    `as_of` as in `keep_clocks`. Raises `ClockNotReckoned` when a target cannot be read.
    """
    kept = {clock.key: clock for clock in clocks}
    entered = entered_in(position)
    found = {}
    for key, rule in package.settings.clocks.items():
        clock = kept.get(key)
        if clock is not None:
            found[key] = _of_clock(step, case, rule, context, clock)
        elif key in as_of or begins(rule, entered):
            begun = _of_beginning(step, case, rule, context, as_of.get(key))
            found |= {key: begun} if begun is not None else {}
    return found


def _of_clock(
    step: Step, case: Case, rule: ClockSettings, context: Mapping[str, Any], clock: Clock
) -> dict[str, Any]:
    promise = promise_now(step, case, rule, context, clock) if clock.state in (RUNNING, PAUSED) else None
    due = clock.due_at if promise is None else foreseen(clock, promise, step.now).due
    zone = calendars(step.session)[clock.calendar].timezone
    return {
        "title": clock.title,
        "standing": clock.standing,
        "start": clock.started_at.astimezone(zone),
        "due": due.astimezone(zone),
        "target": clock.amount if promise is None else promise.amount.words,
        "moved": bool(clock.moves) or due != clock.due_at,
    }


def _of_beginning(
    step: Step, case: Case, rule: ClockSettings, context: Mapping[str, Any], as_of: datetime | None
) -> dict[str, Any] | None:
    promise = promise_now(step, case, rule, context, None, as_of)
    if promise is None:
        return None
    zone = promise.calendar.timezone
    return {
        "title": rule.title,
        "standing": RUNNING,
        "start": promise.start.astimezone(zone),
        "due": reckon(promise.start, promise.amount, promise.calendar).due.astimezone(zone),
        "target": promise.amount.words,
        "moved": False,
    }
