"""Starts that the calendar brings: a timer start event opens a case at each of its instants, once."""

from __future__ import annotations

from datetime import datetime

from engine.bpmn.recurrence import Recurrence
from engine.commands.open_case import begin
from engine.commands.plan_starts import (
    TimerStart,
    handled_until,
    plan_start,
    remember_handled,
    timer_starts,
)
from engine.errors import AmendsError
from engine.step import Step
from engine.timeline.recording import Happening, record
from engine.work.models import Work


def start_by_clock(step: Step, work: Work) -> None:
    """Open one case for this instant and for all that were missed after it, then plan the next instant.

    Nothing opens for an instant that the version now live does not know, unless it had passed before that
    version came. The row's key holds the instant and the row is done with the case, so two nodes open one.
    """
    start = _live(step, work)
    if start is None:
        return  # the process or its timer was taken away
    instants = start.recurrence(step.session, step.now)
    if work.due_at <= start.since or instants.latest(work.due_at) == work.due_at:
        last = _last_missed(step, work, start, instants)
        case = begin(step, start.package, start.event, {})
        missed = instants.count_until(last) - instants.count_until(work.due_at)
        content = {"due": work.due_at.isoformat(), "missed": missed, "until": last.isoformat()}
        record(step, case, Happening(verb="started by the calendar", element=start.event.id, content=content))
        remember_handled(step.session, start, last)
    plan_start(step.session, start, instants)


def start_failed(step: Step, work: Work, _error: Exception, last: bool) -> bool:
    """A start that became an incident must not hold up those after it; a retry then opens its own case."""
    start = _live(step, work) if last else None
    if start is None:
        return False
    try:
        instants = start.recurrence(step.session, step.now)
    except AmendsError:
        return False  # the reason of the incident: nothing can be planned before a version that says when
    remember_handled(step.session, start, work.due_at)
    plan_start(step.session, start, instants)
    return False


def _last_missed(step: Step, work: Work, start: TimerStart, instants: Recurrence) -> datetime:
    handled = handled_until(step.session, start)
    if handled is not None and handled >= work.due_at:
        return work.due_at  # tried again by hand: what came after has had its own case
    return max(instants.latest(step.now) or work.due_at, work.due_at)


def _live(step: Step, work: Work) -> TimerStart | None:
    wanted = f"{work.content['process']}:{work.content['start']}"
    return next((start for start in timer_starts(step.session) if start.place == wanted), None)
