"""Every kind of work and the command that does it; doing what is due, one row at a time."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from engine.cases.errors import CaseErased
from engine.cases.models import OPEN, KeptMessage
from engine.commands.advance.jobs import do_job
from engine.commands.advance.prospects import KIND as MIGRATE
from engine.commands.advance.running import load_running
from engine.commands.correlate_message import correlate, deliver_if_awaited
from engine.commands.fire_clock import fire_clock
from engine.commands.fire_timer import fire_timer
from engine.commands.give_up_job import KIND as JOB_LEASE
from engine.commands.give_up_job import give_up_job
from engine.commands.hear_of_end import hear_of_end, note_link
from engine.commands.linking import locked_pair
from engine.commands.merge_cases import merge
from engine.commands.migrate_case import migrate_one
from engine.commands.plan_starts import plan_starts
from engine.commands.plan_upkeep import FIGURES, RETENTION, count_days
from engine.commands.progress import carry_out_request, progress
from engine.commands.reckon_again import reckon_case
from engine.commands.record_bounce import give_back
from engine.commands.retention import throw_away_old
from engine.commands.start_by_clock import start_by_clock, start_failed
from engine.commands.warn_of_promise import warn_of_promise
from engine.correspondence.delivery import OutgoingLetter, outgoing, send
from engine.correspondence.errors import MailRefused
from engine.correspondence.outbox import letter_by_id, mark_failed, mark_sent
from engine.correspondence.pause import held_until
from engine.database import Database
from engine.settings import Settings
from engine.step import Step
from engine.work.execute import Carrier, Performer, execute
from engine.work.models import Work
from engine.work.queue import due, next_instant
from engine.work.store_clock import StoreClock
from engine.work.travel import present

LONGEST_WAY = timedelta(days=366)  # travelled in order; decades of daily starts would be thousands of cases


def perform_job(step: Step, work: Work) -> None:
    """Do a job that failed before, or for which another case has to be locked too.

    Its failure is counted by the row of work.
    """
    if work.case_id is None:
        return
    beside = (work.content or {}).get("beside")
    case, other = locked_pair(step, work.case_id, beside or work.case_id)
    if case.state != OPEN:
        return
    running = load_running(step, case)
    job = next((job for job in running.position().jobs if job.id == work.ref), None)
    if job is None:
        return
    running.beside = beside
    do_job(running, job, carry_out_request)
    if running.merged_because is None:
        progress(running)
    else:
        merge(step, case, other, running.merged_because, job.id)


def forget_message(step: Step, work: Work) -> None:
    """A kept message that nobody waited for in time is thrown away."""
    message = step.session.get(KeptMessage, work.ref)
    if message is not None:
        step.session.delete(message)


def _prepare_letter(session: Session, settings: Settings, work: Work) -> OutgoingLetter | None:
    return outgoing(session, work.ref or "", settings)


def _send_letter(letter: OutgoingLetter | None, settings: Settings) -> None:
    if letter is not None:
        send(letter, settings)


def _letter_sent(step: Step, work: Work) -> None:
    mark_sent(step.session, work.ref or "", step.now)


def _letter_failed(step: Step, work: Work, error: Exception, last: bool) -> bool:
    """A case that waits for `letter bounced` hears of a refusal; what delays mail is for administrators."""
    mark_failed(step.session, work.ref or "", str(error), for_good=last)
    return isinstance(error, MailRefused) and give_back(
        step, letter_by_id(step.session, work.ref or ""), str(error)
    )


def _inside(command: Callable[[Step, Work], None]) -> Callable[[Step, Work, Any], None]:
    """A command whose whole effect lies in one transaction."""

    def apply(step: Step, work: Work, _result: Any) -> None:
        with contextlib.suppress(CaseErased):  # what was meant for a case that is no more has no effect
            command(step, work)

    return apply


PERFORMERS: Mapping[str, Performer] = MappingProxyType(
    {
        "timer": Performer(apply=_inside(fire_timer)),
        "clock": Performer(apply=_inside(fire_clock)),
        "job": Performer(apply=_inside(perform_job)),
        JOB_LEASE: Performer(apply=_inside(give_up_job)),
        "message": Performer(apply=_inside(correlate)),
        "promise": Performer(apply=_inside(warn_of_promise)),
        "reckon": Performer(apply=_inside(reckon_case)),
        MIGRATE: Performer(apply=_inside(migrate_one)),
        "answer": Performer(apply=_inside(hear_of_end)),
        "linked": Performer(apply=_inside(note_link)),
        "deliver": Performer(apply=_inside(deliver_if_awaited)),
        "signal": Performer(apply=_inside(deliver_if_awaited)),
        "message_expiry": Performer(apply=_inside(forget_message)),
        FIGURES: Performer(apply=_inside(count_days)),
        RETENTION: Performer(apply=_inside(throw_away_old)),
        "start": Performer(apply=_inside(start_by_clock), failed=start_failed),
        "letter": Performer(
            prepare=_prepare_letter,
            outside=_send_letter,
            apply=_inside(_letter_sent),
            failed=_letter_failed,
            final=(MailRefused,),
            held=held_until,
        ),
    }
)


def carrier(database: Database, settings: Settings, at: datetime | None = None) -> Carrier:
    """What work is done with; `at` makes this instant the present, whatever the clock says."""
    return Carrier(
        database=database,
        settings=settings,
        performers=PERFORMERS,
        present=StoreClock(settings).present if at is None else lambda _session: at,
    )


def run_due(hands: Carrier) -> int:
    """Do everything that is due, in the order of its due times; says how many rows were done or tried."""
    count = 0
    while True:
        with hands.database.read() as session:
            first = due(session, hands.present(session), limit=1)
        if not first:
            return count
        execute(hands, first[0].id)
        count += 1


def run_until(database: Database, settings: Settings, instant: datetime) -> int:
    """Let time pass up to an instant: everything due by then happens in order, each at its own time.

    What lies more than `LONGEST_WAY` ahead is late instead, as after downtime: done once each, at the
    instant, and one case for all the starts that the calendar would have brought meanwhile.
    """
    count = 0
    with database.write() as session:
        moment = present(session, settings)
        plan_starts(session, moment)
    in_order_until = min(instant, moment + LONGEST_WAY)
    while True:
        with database.read() as session:
            following = next_instant(session)
        if following is None or following > in_order_until:
            break
        moment = max(moment, following)
        count += run_due(carrier(database, settings, moment))
    return count if in_order_until == instant else count + run_due(carrier(database, settings, instant))
