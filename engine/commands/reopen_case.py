"""Reopen a case: it goes on where it waits for that, or begins its next run under the same reference."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from engine.cases.access import require_staff
from engine.cases.errors import CannotReopen
from engine.cases.locking import locked_case
from engine.cases.merging import leading_id
from engine.cases.models import OPEN, Case, Wait
from engine.commands.advance.reopening import REOPEN, next_run, reopening_event
from engine.commands.advance.running import load_running
from engine.commands.asking import plain
from engine.commands.once import once_only
from engine.commands.progress import progress
from engine.commands.reasons import require_reason
from engine.library.live import package_of
from engine.step import Step


@once_only
def reopen_case(step: Step, case_id: int, reason: str, variables: Mapping[str, Any] | None = None) -> int:
    """Give the message `reopen` to a case, with the reason as `reopen_reason`; gives the number of its run.

    Where nobody waits for it, an ended case begins its next run at the message start event of that name.
    Raises CaseNotFound, CannotReopen for a case whose diagram draws neither, InvalidSubmission.
    """
    require_staff(step.actor)
    require_reason(reason)
    case = locked_case(step.session, leading_id(step.session, case_id))
    return reopen(step, case, {**plain(variables or {}), "reopen_reason": reason})


def reopen(step: Step, case: Case, payload: Mapping[str, Any]) -> int:
    """The same for whoever may; the case must be locked."""
    if case.state == OPEN:
        _deliver(step, case, payload)
    else:
        event = reopening_event(package_of(step.session, case.version))
        if event is None:
            raise CannotReopen(case.reference)
        running = next_run(step, case, event, payload)
        progress(running, running.package.settings.main)
    return case.run


def _deliver(step: Step, case: Case, payload: Mapping[str, Any]) -> None:
    waiting = (
        select(Wait)
        .where(Wait.case_id == case.id, Wait.run == case.run, Wait.kind == "message", Wait.name == REOPEN)
        .order_by(Wait.opened_at, Wait.id)
        .limit(1)
    )
    wait = step.session.scalar(waiting)
    if wait is None:
        raise CannotReopen(f"{case.reference} is open, and does not wait for that")
    running = load_running(step, case)
    running.happened("message received", wait.element, name=REOPEN, answers=dict(payload))
    running.execution.deliver(wait.place, dict(payload))
    progress(running)
