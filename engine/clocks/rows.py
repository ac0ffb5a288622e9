"""One clock through its life: begun, moved, paused, resumed, stopped; each change explained and recorded."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from engine.cases.models import Case
from engine.clocks.models import CANCELLED, PAUSED, RUNNING, STOPPED, Clock
from engine.clocks.points import instant_of, read_moment
from engine.clocks.promises import Promise
from engine.feel.surroundings import Surroundings
from engine.library.process_settings import ClockSettings, Point
from engine.step import Step
from engine.timeline.recording import Happening
from engine.work.queue import drop
from engine.worktime.amount import Amount, add_amount, read_amount
from engine.worktime.arithmetic import add_working_time
from engine.worktime.calendar import Calendar
from engine.worktime.reckoning import Reckoning, measure, reckon

MOVED = "clock moved"  # the verb of the timeline
SILENT_BREACH = Point(at="100 %", level=0, code="")  # marks the breach where the owner raises nothing


def begin(step: Step, case: Case, rule: ClockSettings, promise: Promise) -> tuple[Clock, list[Happening]]:
    """Start a clock. For an imported case points long past are noted, not raised."""
    reckoning = reckon(promise.start, promise.amount, promise.calendar)
    clock = Clock(
        case_id=case.id,
        run=case.run,
        key=rule.key,
        title=rule.title,
        kind=rule.kind,
        state=RUNNING,
        calendar=promise.calendar.key,
        amount=promise.amount.words,
        started_at=promise.start,
        due_at=reckoning.due,
        paused_seconds=0,
        pauses=[],
        moves=[],
        points=[],
        explanation=reckoning.words,
    )
    clock.points = _points(clock, rule, reckoning, step.now)
    if case.held:
        clock.points = [
            {**point, "passed": point["due"]} if _instant(point["due"]) <= step.now else point
            for point in clock.points
        ]
        clock.breached_at = reckoning.due if reckoning.due <= step.now else None
    step.session.add(clock)
    return clock, [_happening("clock started", clock, start=promise.start, due=reckoning.due)]


def pass_over(
    step: Step, case: Case, rule: ClockSettings, promise: Promise, at: datetime, because: str
) -> Clock:
    """A clock that would have been over by then: neither kept nor broken, and it never begins."""
    clock, _ = begin(step, case, rule, promise)
    clock.state, clock.stopped_at, clock.stopped_by, clock.breached_at = CANCELLED, at, because, None
    return clock


def follow(step: Step, clock: Clock, rule: ClockSettings, promise: Promise) -> list[Happening]:
    """Move the clock where its start, target or calendar changed; time already paused is kept.

    A later start is ignored: a start only ever moves earlier.
    """
    start = min(clock.started_at, promise.start)
    causes = {}
    if start < clock.started_at:
        causes["start"] = (
            f"the start moved from {clock.started_at:%Y-%m-%d %H:%M} to {start:%Y-%m-%d %H:%M} UTC"
        )
    if promise.amount.words != clock.amount:
        causes["target"] = f"the target changed from {clock.amount} to {promise.amount.words}"
    if promise.calendar.key != clock.calendar:
        causes["calendar"] = f"the calendar changed from {clock.calendar} to {promise.calendar.key}"
    if causes:
        clock.started_at, clock.amount, clock.calendar = start, promise.amount.words, promise.calendar.key
    reckoning = _reckon(clock, promise.amount, promise.calendar)
    if reckoning.due == clock.due_at and not causes:
        return []
    because = "; ".join(causes.values()) or f"hours or holidays of calendar {promise.calendar.title} changed"
    clock.points = _points(clock, rule, reckoning, step.now)
    return _move(step, clock, reckoning, next(iter(causes), "calendar"), because)


def foreseen(clock: Clock, promise: Promise, now: datetime) -> Reckoning:
    """When the clock would be due if it followed this promise and went on now; nothing is changed."""
    paused = _paused(clock, promise.amount, promise.calendar)
    if clock.state == PAUSED and clock.paused_since is not None:
        paused += measure(clock.paused_since, _pause_over(clock, now), promise.amount, promise.calendar)
    return reckon(min(clock.started_at, promise.start), promise.amount, promise.calendar, paused)


def pause_or_resume(
    step: Step, clock: Clock, rule: ClockSettings, around: Surroundings, because: str | None
) -> list[Happening]:
    """Pause while some element asks for it and the rule's limit allows, resume when none does any more."""
    if because is not None and clock.state == RUNNING:
        until = _pause_ends(step, clock, rule, around)
        if until is not None and until <= step.now:
            return []  # what may be paused has been paused
        clock.state, clock.paused_since = PAUSED, step.now
        limit = {} if until is None else {"until": _iso(until)}
        clock.pauses = [*clock.pauses, {"from": _iso(step.now), "to": None, "because": because, **limit}]
        return [_happening("clock paused", clock, because=because, **limit)]
    if clock.state != PAUSED:
        return []
    if because is None:
        return _resume(step, clock, around)
    ends = clock.pauses[-1].get("until")
    if ends is not None and _instant(ends) <= step.now:
        return _resume(step, clock, around, f"pauses last at most {rule.pause_limit}")
    return []


def stop(
    step: Step, clock: Clock, around: Surroundings, because: str, *, cancelled: bool = False
) -> list[Happening]:
    """End the clock: kept when this is in time, breached when late, neither when the case was cancelled."""
    happenings = _resume(step, clock, around) if clock.state == PAUSED else []
    clock.state = CANCELLED if cancelled else STOPPED
    clock.stopped_at, clock.stopped_by = step.now, because
    if step.now > clock.due_at and clock.breached_at is None:
        clock.breached_at = clock.due_at
    return [*happenings, _happening("clock stopped", clock, because=because, standing=clock.standing)]


def set_aside(step: Step, case: Case, because: str) -> dict[str, str]:
    """Stand all clocks of the case still, without keeping or breaking them; answers their states by key."""
    states: dict[str, str] = {}
    for clock in _going(step, case, (RUNNING, PAUSED)):
        states[clock.key] = clock.state
        clock.state, clock.stopped_at, clock.stopped_by = CANCELLED, step.now, because
    step.session.flush()
    drop(step.session, case_id=case.id, kind="clock")
    return states


def take_up(step: Step, case: Case, states: Mapping[str, str]) -> None:
    """Let clocks that were set aside go on as if nothing had been: what is due meanwhile is due at once."""
    for clock in _going(step, case, (CANCELLED,)):
        if clock.key in states:
            clock.state, clock.stopped_at, clock.stopped_by = states[clock.key], None, None
    step.session.flush()


def _going(step: Step, case: Case, states: Collection[str]) -> list[Clock]:
    rows = select(Clock).where(Clock.case_id == case.id, Clock.run == case.run, Clock.state.in_(states))
    return list(step.session.scalars(rows))


def _pause_ends(step: Step, clock: Clock, rule: ClockSettings, around: Surroundings) -> datetime | None:
    """When a pause that begins now must end, after what was paused before; None where nothing limits it."""
    if rule.pause_limit is None:
        return None
    calendar, amount = around.calendars[clock.calendar], read_amount(clock.amount)
    limit = read_amount(rule.pause_limit)
    if amount.is_working and limit.working_days:
        longest = limit.working_days * calendar.day_length
    else:
        longest = measure(step.now, add_amount(step.now, limit, calendar), amount, calendar)
    left = longest - _paused(clock, amount, calendar)
    if left <= timedelta(0):
        return step.now
    return add_working_time(step.now, left, calendar) if amount.is_working else step.now + left


def _resume(step: Step, clock: Clock, around: Surroundings, why: str | None = None) -> list[Happening]:
    since = clock.paused_since or step.now
    until = _pause_over(clock, step.now)
    clock.state, clock.paused_since = RUNNING, None
    clock.pauses = [*clock.pauses[:-1], {**clock.pauses[-1], "to": _iso(until)}]
    calendar, amount = around.calendars[clock.calendar], read_amount(clock.amount)
    reckoning = _reckon(clock, amount, calendar)
    clock.points = [  # passed ones stay passed: a pause does not undo a warning
        point if point["passed"] else {**point, "due": _iso(instant_of(read_moment(point["at"]), reckoning))}
        for point in clock.points
    ]
    clock.paused_seconds = round(reckoning.paused.total_seconds())
    reason = f"paused from {since:%Y-%m-%d %H:%M} to {until:%Y-%m-%d %H:%M} UTC"
    resumed = _happening("clock resumed", clock, because=why or clock.pauses[-1]["because"])
    return [resumed, *_move(step, clock, reckoning, "pause", reason)]


def _pause_over(clock: Clock, now: datetime) -> datetime:
    """When the open pause is over if it ends now. Looked at late, it still was no longer than it may be."""
    return min(now, _instant(clock.pauses[-1].get("until", _iso(now))))


def _move(step: Step, clock: Clock, reckoning: Reckoning, cause: str, because: str) -> list[Happening]:
    """Set the new due time. `cause` is one word for the reason: start, target, calendar or pause."""
    before, clock.due_at, clock.explanation = clock.due_at, reckoning.due, reckoning.words
    if before == reckoning.due:
        return []
    move = {"at": _iso(step.now), "from": _iso(before), "to": _iso(reckoning.due), "because": because}
    clock.moves = [*clock.moves, move]
    return [_happening(MOVED, clock, before=before, due=reckoning.due, cause=cause, because=because)]


def _reckon(clock: Clock, amount: Amount, calendar: Calendar) -> Reckoning:
    return reckon(clock.started_at, amount, calendar, _paused(clock, amount, calendar))


def _paused(clock: Clock, amount: Amount, calendar: Calendar) -> timedelta:
    """Finished pauses, measured anew so that they count rightly after a change of calendar or measure."""
    return sum(
        (
            measure(_instant(pause["from"]), _instant(pause["to"]), amount, calendar)
            for pause in clock.pauses
            if pause["to"] is not None
        ),
        timedelta(0),
    )


def _points(clock: Clock, rule: ClockSettings, reckoning: Reckoning, now: datetime) -> list[dict[str, Any]]:
    """The rule's points in order of due; one passed speaks up again only if it comes to lie ahead."""
    passed = {(point["at"], point["level"], point["code"]): point["passed"] for point in clock.points}
    declared = list(rule.points)
    if not any(read_moment(point.at).is_breach for point in declared):
        declared.append(SILENT_BREACH)
    points = []
    for point in declared:
        due = instant_of(read_moment(point.at), reckoning)
        before = passed.get((point.at, point.level, point.code))
        points.append(
            {
                "at": point.at,
                "level": point.level,
                "code": point.code,
                "due": _iso(due),
                "passed": None if due > now else before,
            }
        )
    return sorted(points, key=lambda point: str(point["due"]))


def _happening(verb: str, clock: Clock, **content: Any) -> Happening:
    plain = {name: _iso(value) if isinstance(value, datetime) else value for name, value in content.items()}
    return Happening(
        verb=verb, content={"clock": clock.key, "title": clock.title, "words": clock.explanation, **plain}
    )


def _iso(instant: datetime) -> str:
    return instant.isoformat()


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
