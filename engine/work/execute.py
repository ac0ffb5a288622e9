"""Doing one row of work: leased, counted, fenced, and handed to people after the last try.

The attempt is counted before anything is done, so that work which kills its process still comes to an end.
The effect and `done` commit together under the lease's token: whoever lost the lease commits nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from engine.cases.locking import lock_first
from engine.database import Database
from engine.errors import OperationFailed
from engine.settings import Settings
from engine.step import SYSTEM, Step
from engine.work import claims
from engine.work.backoff import delay_after
from engine.work.incidents import IN_CIRCLES, TOO_OFTEN, open_work_incident
from engine.work.lease import kept_alive
from engine.work.models import DEAD, DONE, READY, Work
from engine.work.queue import begin_round
from engine.work.timing import STEPS

log = logging.getLogger(__name__)
STOPPED = "It stopped the program each time."
MOST_ROUNDS = 1_000
CIRCLES = (
    f"More than {MOST_ROUNDS} steps followed one another at once, without a person and without time passing: "
    "perhaps a loop whose timer is always due already, or a message that causes itself."
)


@dataclass(frozen=True, kw_only=True)
class Performer:
    """How one kind of work is done. Whatever is slow or leaves the machine goes into `outside`.

    `prepare` reads what `outside` needs, `outside` runs with no transaction open, `apply` writes the effect.
    `failed` notes a failure; its last argument says whether this was the last try, its answer whether it
    told people itself: then there is no incident. Errors in `final` are not tried again. `held` says until
    when this row must wait, such as for a pause of all mail: it is put off and the attempt does not count. It
    may keep in the row's content what it needs to know when it is asked again.
    """

    apply: Callable[[Step, Work, Any], None]
    prepare: Callable[[Session, Settings, Work], Any] | None = None
    outside: Callable[[Any, Settings], Any] | None = None
    failed: Callable[[Step, Work, Exception, bool], bool] | None = None
    final: tuple[type[Exception], ...] = ()
    held: Callable[[Session, Settings, Work, datetime], datetime | None] | None = None


@dataclass(frozen=True, kw_only=True)
class Carrier:
    """What every row of work is done with; `present` says what time it is for the store."""

    database: Database
    settings: Settings
    performers: Mapping[str, Performer]
    present: Callable[[Session], datetime]


def execute(carrier: Carrier, work_id: str) -> bool:
    """Do the work with this id if it is due and nobody else does it; whether it got done.

    Rows that were taken for somebody else may still be begun: whoever comes first has it.
    """
    token = uuid4().hex
    with carrier.database.write() as session:
        work = claims.claim(session, work_id, token, carrier.present(session), carrier.settings.lease)
        if work is not None and _is_held(carrier, session, work, token):
            return False
    return work is not None and carry_out(carrier, work, token)


def carry_out(carrier: Carrier, work: Work, token: str) -> bool:
    """Do work that was claimed under this token; whether it got done. A failure is counted and moved on."""
    ending = _end_of(work)
    if ending is not None:
        _hand_over(carrier, work, token, *ending)
        return False
    try:
        with STEPS.taken(f"{work.kind}_work"):
            return _perform(carrier, work, token)
    except Exception as error:  # one bad row must not stop the others: it is moved on and counted
        log.warning("work %s %s failed: %s", work.kind, work.id, error, exc_info=True)
        _put_back(carrier, work, token, error)
        return False


def _perform(carrier: Carrier, work: Work, token: str) -> bool:
    performer = carrier.performers[work.kind]
    prepared = None
    if performer.prepare is not None:
        with carrier.database.read() as session:
            prepared = performer.prepare(session, carrier.settings, work)
    result = prepared
    if performer.outside is not None:
        with kept_alive(carrier.database, work.id, token, carrier.settings.lease):
            result = performer.outside(prepared, carrier.settings)
    with carrier.database.write() as session:
        step = _step(carrier, session)
        _lock_cases(session, work)
        # First the fence, then the effect: an effect may drop rows of work, and this one is done by now.
        if not claims.move(session, work.id, token, **_done(step.now)):
            return False
        begin_round(session, work, step.now)
        performer.apply(step, work, result)
    return True


def _done(now: datetime) -> dict[str, Any]:
    """What it was about is kept no longer than it is needed: it may be somebody's message."""
    return {"state": DONE, "done_at": now, "lease_until": None, "content": None}


def _lock_cases(session: Session, work: Work) -> None:
    """The case before its work, as commands do: two orders would let two of them wait for each other.

    Where the work moves another case `beside` its own, both, in the order in which people lock them.
    """
    beside = (work.content or {}).get("beside")
    lock_first(session, *(case_id for case_id in (work.case_id, beside) if case_id is not None))


def _is_held(carrier: Carrier, session: Session, work: Work, token: str) -> bool:
    """Put work off whose kind must wait; the claim it is told under has not been committed yet."""
    performer = carrier.performers.get(work.kind)
    if performer is None or performer.held is None:
        return False
    until = performer.held(session, carrier.settings, work, carrier.present(session))
    if until is None:
        return False
    attempts = work.attempts - 1
    return claims.move(
        session, work.id, token, state=READY, lease_until=None, visible_at=until, attempts=attempts
    )


def _put_back(carrier: Carrier, work: Work, token: str, error: Exception) -> None:
    performer = carrier.performers.get(work.kind)
    last = work.attempts >= work.max_attempts or isinstance(error, performer.final if performer else ())
    reason = str(error) or repr(error)
    with carrier.database.write() as session:
        step = _step(carrier, session)
        _lock_cases(session, work)
        ours = claims.move(
            session,
            work.id,
            token,
            state=READY,
            lease_until=None,
            visible_at=step.now + delay_after(work.attempts),
            last_error=reason,
        )
        if not ours:
            return
        session.info["due"] = True
        failed = performer.failed if performer is not None else None
        told = failed is not None and failed(step, work, error, last)
        if last:
            _give_up(step, work, reason, told=told)


def _end_of(work: Work) -> tuple[str, str] | None:
    """Why this work must not be begun again, and by which code: it stops the program, or runs in circles."""
    if work.attempts > work.max_attempts:
        return work.last_error or STOPPED, TOO_OFTEN
    if work.rounds > MOST_ROUNDS:
        return CIRCLES, IN_CIRCLES
    return None


def _hand_over(carrier: Carrier, work: Work, token: str, reason: str, code: str) -> None:
    """Hand such work to people. Its case is locked first, so this is another transaction than the claim's."""
    with carrier.database.write() as session:
        step = _step(carrier, session)
        _lock_cases(session, work)
        if not claims.move(session, work.id, token, last_error=reason):
            return
        performer = carrier.performers.get(work.kind)
        failed = performer.failed if performer is not None else None
        told = failed is not None and failed(step, work, OperationFailed(reason), True)
        _give_up(step, work, reason, code, told=told)


def _give_up(step: Step, work: Work, reason: str, code: str = TOO_OFTEN, *, told: bool) -> None:
    row = step.session.get_one(Work, work.id, populate_existing=True)
    row.state, row.last_error = DEAD, reason
    if not told:
        open_work_incident(step, row, reason, code)


def _step(carrier: Carrier, session: Session) -> Step:
    return Step(session=session, actor=SYSTEM, now=carrier.present(session), settings=carrier.settings)
