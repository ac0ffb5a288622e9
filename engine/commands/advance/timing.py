"""The drawn timers a case waits for: each one is a row of work, and nothing else."""

from __future__ import annotations

from datetime import UTC

from sqlalchemy import bindparam, delete, select

from engine.bpmn.position import Position, Timer
from engine.commands.advance.running import Running
from engine.work.models import PENDING, Work
from engine.work.queue import put
from engine.work.timers import TIMER, ref_of

# Built once, and run beside the unit of work: such a step holds none of these rows as objects.
_OF_CASE = (Work.case_id == bindparam("case"), Work.kind == TIMER, Work.state.in_(PENDING))
_WAITING = select(Work.dedup_key).where(*_OF_CASE)
_PUT_OFF = delete(Work).where(*_OF_CASE, Work.dedup_key == bindparam("timer"))


def reconcile_timers(running: Running, position: Position) -> None:
    """One row of work for each timer, due when it is due.

    A repeating timer armed anew, or a corrected date, is another row: the one before may be done already.
    """
    wanted = {_key(running, timer): timer for timer in position.timers}
    if running.before is not None:
        there = {_key(running, timer) for timer in running.before.timers}
    else:
        rows = running.session.connection().execute(_WAITING, {"case": running.case.id})
        there = set(rows.scalars())
    over = sorted(there - wanted.keys())
    if over:
        running.later(_PUT_OFF, [{"case": running.case.id, "timer": key} for key in over])
    for key, timer in wanted.items():
        if key not in there:
            _wait_for(running, key, timer)


def _key(running: Running, timer: Timer) -> str:
    case = running.case
    return f"timer:{case.id}:{case.run}:{timer.id}:{timer.due.astimezone(UTC).isoformat()}"


def _wait_for(running: Running, key: str, timer: Timer) -> None:
    """The row says what pages show of it, so that nobody has to load the case for that."""
    put(
        running.session,
        kind=TIMER,
        case_id=running.case.id,
        ref=ref_of(running.case.run, timer.id),
        content={
            "process_id": timer.process,
            "element": timer.element,
            "name": timer.name,
            "host": timer.host,
            "since": running.step.now.isoformat(),
        },
        dedup_key=key,
        due_at=timer.due,
    )
