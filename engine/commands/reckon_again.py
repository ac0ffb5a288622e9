"""Reckon the clocks of open cases again, after something they all go by was changed."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import insert, select

from engine.cases.locking import locked_case
from engine.cases.models import OPEN
from engine.clocks.models import PAUSED, RUNNING, Clock
from engine.commands.advance.running import load_running
from engine.commands.progress import progress
from engine.step import Step
from engine.work.models import READY, Work
from engine.work.queue import MOST_ATTEMPTS

KIND = "reckon"


def reckon_again(step: Step, because: str) -> int:
    """Put every case with a clock that runs or waits into the list of work; says how many.

    `because` names the change, so that the same one is followed once however often it is told.
    """
    going = select(Clock.case_id).where(Clock.state.in_((RUNNING, PAUSED))).distinct()
    rows = [
        {
            "id": uuid4().hex,
            "kind": KIND,
            "case_id": case_id,
            "dedup_key": f"{KIND}:{case_id}:{because}:{step.now.isoformat()}",
            "due_at": step.now,
            "visible_at": step.now,
            "state": READY,
            "attempts": 0,
            "max_attempts": MOST_ATTEMPTS,
        }
        for case_id in step.session.scalars(going)
    ]
    if rows:
        step.session.execute(insert(Work), rows)
        step.session.info["due"] = True
    return len(rows)


def reckon_case(step: Step, work: Work) -> None:
    """Reckon the clocks of one case, by what the file, the profile and the calendars say now."""
    if work.case_id is None:
        return
    case = locked_case(step.session, work.case_id)
    if case.state == OPEN:
        progress(load_running(step, case))
