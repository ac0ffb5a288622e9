"""Drawn timers as rows of work: what their rows are called, and reading those a case waits for."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.work.models import DONE, Work

TIMER = "timer"


def ref_of(run: int, place: str) -> str:
    """How a row of work names the timer it is about: a place's id means something in one run only."""
    return f"{run}.{place}"


def waiting_timers(session: Session, case_id: int, run: int) -> list[Work]:
    """The timers this run waits for, those given up for people included."""
    of_case = select(Work).where(Work.case_id == case_id, Work.kind == TIMER, Work.state != DONE)
    return list(session.scalars(of_case.where(Work.ref.startswith(ref_of(run, "")))))
