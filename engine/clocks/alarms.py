"""The next point of each running clock as a row of `work`, and what happens when it is due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete
from sqlalchemy.orm import Session

from engine.cases.models import Case
from engine.clocks.escalations import raise_escalation
from engine.clocks.models import PAUSED, RUNNING, Clock
from engine.clocks.points import read_moment
from engine.library.package import Package
from engine.step import Step
from engine.timeline.recording import Happening, record
from engine.work.models import READY, Work
from engine.work.queue import put
from engine.writing import write

KIND = "clock"
PAUSE_ENDS = "pause_ends"
_DROP_OTHERS = delete(Work).where(
    Work.case_id == bindparam("case"),
    Work.kind == KIND,
    Work.ref == bindparam("clock"),
    Work.state == READY,
    Work.dedup_key != bindparam("kept"),
)


@dataclass(frozen=True, kw_only=True)
class FiredPoint:
    """What a clock raised: its escalation is queued; the code is to be raised into the case."""

    code: str
    level: int
    clock: str
    escalation_id: str
    reason: str


def set_alarms(session: Session, clocks: Iterable[Clock], *, new: bool = False) -> None:
    """Have each clock's next point done when it is due; of clocks that do not run, nothing.

    New ones have no earlier alarm that could stand in the way.
    """
    for clock in clocks:
        point = _next_point(clock) if clock.state == RUNNING else None
        key = _dedup_key(clock, point) if point else None
        if not new:
            _drop_others(session, clock, key)
        if point is not None:
            put(
                session,
                kind=KIND,
                case_id=clock.case_id,
                ref=clock.key,
                due_at=datetime.fromisoformat(point["due"]),
                dedup_key=key,
                content={"run": clock.run, "at": point["at"]},
            )
        _set_end_of_pause(session, clock)


def _set_end_of_pause(session: Session, clock: Clock) -> None:
    """Have the case looked at when a pause has lasted as long as it may."""
    until = clock.pauses[-1].get("until") if clock.state == PAUSED and clock.pauses else None
    if until is not None:
        put(
            session,
            kind=KIND,
            case_id=clock.case_id,
            ref=clock.key,
            due_at=datetime.fromisoformat(until),
            dedup_key=f"clock:{clock.case_id}:{clock.run}:{clock.key}:pause:{until}",
            content={"run": clock.run, PAUSE_ENDS: True},
        )


def ends_pause(work: Work) -> bool:
    """Whether this alarm is about the longest pause of a clock, not about one of its points."""
    return bool((work.content or {}).get(PAUSE_ENDS))


def fire_point(step: Step, work: Work, case: Case, package: Package) -> FiredPoint | None:
    """Mark the clock's due point as passed, queue its escalation and set the next alarm.

    The caller raises the code into the case and writes the timeline. None when there is nothing to raise:
    the clock was stopped, paused or moved meanwhile, or the point only marks the breach.
    """
    content = work.content or {}
    clock = step.session.get(Clock, (case.id, content.get("run"), work.ref))
    if clock is None or clock.state != RUNNING or clock.run != case.run:
        return None
    point = _next_point(clock)
    if point is None or datetime.fromisoformat(point["due"]) > step.now:
        return None
    clock.points = [
        {**each, "passed": step.now.isoformat()} if each is point else each for each in clock.points
    ]
    if read_moment(point["at"]).is_breach and clock.breached_at is None:
        clock.breached_at = clock.due_at
        # Beside what is raised, if anything is: figures count broken promises by this entry.
        said = {"clock": clock.key, "title": clock.title, "words": clock.explanation}
        record(step, case, Happening(verb="clock breached", content=said))
    step.session.flush()
    set_alarms(step.session, [clock])
    if not point["code"]:
        return None
    return _raise(step, case, package, clock, point)


def _raise(step: Step, case: Case, package: Package, clock: Clock, point: dict[str, Any]) -> FiredPoint:
    code, level = point["code"], point["level"]
    reason = f"{clock.title}: {_said(clock, point)}; {clock.explanation}"
    escalation = raise_escalation(
        step, case, package, level=level, code=code, reason=reason, origin="clock", clock=clock.key
    )
    return FiredPoint(code=code, level=level, clock=clock.key, escalation_id=escalation.id, reason=reason)


def _said(clock: Clock, point: dict[str, Any]) -> str:
    moment = read_moment(point["at"])
    if moment.is_breach or clock.breached_at is not None:
        return f"the time is over ({point['at']})"
    return f"{point['at']} of the time is used"


def _next_point(clock: Clock) -> dict[str, Any] | None:
    return next((point for point in clock.points if point["passed"] is None), None)


def _dedup_key(clock: Clock, point: dict[str, Any]) -> str:
    # one key per point and instant: the row of the point now being fired is still there and has another
    return f"clock:{clock.case_id}:{clock.run}:{clock.key}:{point['at']}:{point['level']}:{point['due']}"


def _drop_others(session: Session, clock: Clock, key: str | None) -> None:
    """Take back waiting alarms of this clock. One that is being fired is left to its own fence."""
    # Beside the unit of work: no step holds these rows as objects.
    write(session, _DROP_OTHERS, {"case": clock.case_id, "clock": clock.key, "kept": key or ""})
