"""Keeping a case's promises: each step begins, pauses, moves and stops its clocks and sets their alarms."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from engine.bpmn.position import Position
from engine.cases.models import CANCELLED as CASE_CANCELLED
from engine.cases.models import OPEN as CASE_OPEN
from engine.cases.models import Case
from engine.clocks import rows
from engine.clocks.alarms import set_alarms
from engine.clocks.calendars import calendars
from engine.clocks.models import PAUSED, RUNNING, Clock
from engine.clocks.promises import Promise, read_promise
from engine.feel.surroundings import Surroundings
from engine.library.package import Package
from engine.library.process_settings import ClockSettings
from engine.step import Step
from engine.timeline.recording import Happening

CLOSED = "closed"  # the business status that stops every clock
STATUTORY = "statutory"
LISTENING = ("boundaryEvent", "startEvent")
NOW: Mapping[str, datetime] = MappingProxyType({})  # what begins in a step begins now


def begin_clocks(
    step: Step, case: Case, package: Package, context: Mapping[str, Any]
) -> tuple[list[Clock], list[Happening]]:
    """Start the clocks that run from the opening, so that the first steps know when the case is due.

    Answers the clocks of the run, and what to write on the timeline.
    """
    clocks: list[Clock] = []
    happenings: list[Happening] = []
    for rule in package.settings.clocks.values():
        begun = None if rule.begins_with else _begin(step, case, rule, context)
        if begun is not None:
            clocks.append(begun[0])
            happenings += begun[1]
    set_alarms(step.session, clocks, new=True)
    case.due_at = _next_due(clocks)
    return clocks, happenings


def keep_clocks(
    step: Step,
    case: Case,
    package: Package,
    position: Position,
    context: Mapping[str, Any],
    clocks: list[Clock] | None = None,
    as_of: Mapping[str, datetime] = NOW,
) -> list[Happening]:
    """Bring every clock of the case in line with what the last moves did and with what the file now says.

    Answers what to write on the timeline. A clock that stopped stays stopped in this run, and statutory
    clocks never pause. `clocks` are those of the run, where they are loaded already; those that begin join
    them. `as_of` are the keys of those that begin in this step with something long past, and when that was.
    Raises `ClockNotReckoned` when a target cannot be read.
    """
    around = _around(step)
    clocks = clocks_of_run(step, case) if clocks is None else clocks
    kept = {clock.key: clock for clock in clocks}
    entered = entered_in(position)
    paused_by = _pausing(package, position)
    happenings: list[Happening] = []
    for key, rule in package.settings.clocks.items():
        clock = kept.get(key)
        if clock is None:
            began = as_of.get(key)
            begun = _begin(step, case, rule, context, began) if began or begins(rule, entered) else None
            if begun is None:
                continue
            clock = begun[0]
            clocks.append(clock)
            happenings += begun[1]
        if clock.state not in (RUNNING, PAUSED):
            continue
        happenings += _follow(step, case, clock, rule, context)
        ending = _ending(case, position, entered & set(rule.stops_with))
        if ending is not None:
            happenings += rows.stop(step, clock, around, ending, cancelled=case.state == CASE_CANCELLED)
        elif clock.kind != STATUTORY:
            happenings += rows.pause_or_resume(step, clock, rule, around, paused_by.get(key))
    _finish(step, case, clocks, changed=bool(happenings))
    return happenings


def clocks_of_run(step: Step, case: Case) -> list[Clock]:
    """The clocks of the case's present run."""
    return list(step.session.scalars(select(Clock).where(Clock.case_id == case.id, Clock.run == case.run)))


def entered_in(position: Position) -> set[str]:
    """The elements that the moves of this step entered."""
    return {trace.element for trace in position.trace if trace.verb == "entered"}


def begins(rule: ClockSettings, entered: Collection[str]) -> bool:
    """Whether a clock that has no row begins now."""
    # Also a rule without begins_with: a case that came to this version by migration has no row of it.
    return not rule.begins_with or not set(rule.begins_with).isdisjoint(entered)


def promise_now(
    step: Step,
    case: Case,
    rule: ClockSettings,
    context: Mapping[str, Any],
    clock: Clock | None,
    as_of: datetime | None = None,
) -> Promise | None:
    """What the rule promises by what the file now says, None where that is null.

    A clock that begins with an element starts now, or as of an instant long past, and keeps its start once it
    is there. Raises `ClockNotReckoned`.
    """
    start = case.run_received_at
    if rule.begins_with:
        start = (as_of or step.now) if clock is None else clock.started_at
    return read_promise(rule, context, _around(step), start)


def _begin(
    step: Step, case: Case, rule: ClockSettings, context: Mapping[str, Any], as_of: datetime | None = None
) -> tuple[Clock, list[Happening]] | None:
    promise = promise_now(step, case, rule, context, None, as_of)
    return None if promise is None else rows.begin(step, case, rule, promise)


def _follow(
    step: Step, case: Case, clock: Clock, rule: ClockSettings, context: Mapping[str, Any]
) -> list[Happening]:
    """Reckon again; a promise that has become null leaves the clock as it was."""
    promise = promise_now(step, case, rule, context, clock)
    return [] if promise is None else rows.follow(step, clock, rule, promise)


def _ending(case: Case, position: Position, stopping: set[str]) -> str | None:
    """What stops the clock in this step: an element, the closing or the end of the case."""
    if stopping:
        return min(stopping)
    if position.finished or case.state != CASE_OPEN:
        return "the case ended"
    return "the case was closed" if case.status == CLOSED else None


def _pausing(package: Package, position: Position) -> dict[str, str]:
    """Per clock the name of an element that now waits and says it pauses this clock.

    Events behind an event-based gateway wait as subscriptions and timers only. What is attached or starts
    an event sub-process is merely listening: it pauses nothing.
    """
    found: dict[str, str] = {}
    for place in (*position.places, *position.subscriptions, *position.timers):
        process = package.model.processes.get(place.process)
        element = process.elements.get(place.element) if process else None
        if element is None or element.kind in LISTENING:
            continue
        for clock in _names(element.properties.get("pauses", "")):
            found.setdefault(clock, element.label)
    return found


def _names(text: str) -> Iterable[str]:
    return text.replace(",", " ").split()


def _around(step: Step) -> Surroundings:
    return Surroundings(now=step.now, calendars=calendars(step.session))


def _finish(step: Step, case: Case, clocks: Collection[Clock], *, changed: bool) -> None:
    if changed:
        set_alarms(step.session, clocks)
    case.due_at = _next_due(clocks)


def _next_due(clocks: Collection[Clock]) -> datetime | None:
    return min((clock.due_at for clock in clocks if clock.state == RUNNING), default=None)
