"""A linked case has ended: the case that waits for it goes on, and one that will wait finds the message."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from engine.cases.file import dump_file
from engine.cases.locking import locked_case, settle
from engine.cases.merging import leading_id
from engine.cases.models import OPEN, Case, KeptMessage, Wait
from engine.commands.advance.ending import ANSWER
from engine.commands.correlate_message import deliver
from engine.step import Step
from engine.timeline.recording import Happening, record
from engine.work.models import Work
from engine.work.queue import put

UNTIL_THE_END = datetime(9999, 12, 31, tzinfo=UTC)  # of the case it is for, which takes it along


def hear_of_end(step: Step, work: Work) -> None:
    """Give the message to the one case it is for, at once or when it comes to wait for it.

    A place waits for it with the reference of the ended case as correlation key, or with its own case's.
    """
    if work.case_id is None:
        return
    case, said = locked_case(step.session, work.case_id), work.content
    if case.merged_into_id is not None:
        into = leading_id(step.session, case.id)
        put(step.session, kind=ANSWER, case_id=into, due_at=step.now, content=said)
    if case.state != OPEN:
        return
    wait = _waiting(step, case, said)
    if wait is not None:
        deliver(step, wait.id, case.id, said["variables"])
        return
    message = KeptMessage(
        id=uuid4().hex,
        name=said["name"],
        key=said["key"],
        case_id=case.id,
        content=dump_file(said["variables"]),
        received_at=step.now,
        expires_at=UNTIL_THE_END,
    )
    step.session.add(message)
    settle(step.session)


def note_link(step: Step, work: Work) -> None:
    """Tell the timeline of a case that another one has linked itself with it."""
    if work.case_id is None:
        return
    case = locked_case(step.session, work.case_id)
    record(step, case, Happening(verb="case linked", content=dict(work.content)))
    settle(step.session)


def _waiting(step: Step, case: Case, said: dict[str, Any]) -> Wait | None:
    """The place that waits for exactly that case before the one that takes any, the longest waiting first."""
    waits = step.session.scalars(
        select(Wait)
        .where(Wait.case_id == case.id, Wait.run == case.run, Wait.kind == "message")
        .where(Wait.name == said["name"], Wait.key.in_([said["key"], case.reference]))
        .order_by(Wait.opened_at, Wait.id)
    )
    return min(waits, key=lambda wait: wait.key != said["key"], default=None)
