"""Settle a promise: it was kept, or it was broken and why."""

from __future__ import annotations

from sqlalchemy import select

from engine.cases.access import require_staff
from engine.cases.locking import locked_case, settle
from engine.clocks.customer_promises import open_promise, settle_promise_row
from engine.clocks.errors import PromiseNotFound
from engine.clocks.models import CustomerPromise
from engine.commands.once import once_only
from engine.commands.reasons import require_reason
from engine.step import Step
from engine.timeline.recording import record


@once_only
def settle_promise(step: Step, promise_id: str, *, kept: bool, note: str = "") -> None:
    """Say whether a promise was kept; a broken one needs a note. Raises PromiseNotFound, PromiseSettled."""
    require_staff(step.actor)
    if not kept:
        require_reason(note, "note")
    case_id = step.session.scalar(select(CustomerPromise.case_id).where(CustomerPromise.id == promise_id))
    if case_id is None:
        raise PromiseNotFound(promise_id)
    case = locked_case(step.session, case_id)
    row = open_promise(step.session, promise_id)
    record(step, case, settle_promise_row(step, row, kept=kept, note=note.strip()))
    settle(step.session)
