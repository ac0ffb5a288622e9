"""The work of each day: yesterday's figures are counted, and what had its time is thrown away."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from engine.commands.plan_starts import plan_starts
from engine.figures.rolling import next_day, roll_up, zone_of_days
from engine.library.models import Setting
from engine.step import Step
from engine.work.models import Work
from engine.work.once import insert_once
from engine.work.queue import put

FIGURES, RETENTION = "figures", "retention"
KEY = "kept_house_on"  # the setting that holds the last day on which retention was planned


def plan_recurring(session: Session, now: datetime) -> None:
    """Everything that recurs: starts by the calendar, and the upkeep of the store."""
    plan_starts(session, now)
    plan_upkeep(session, now)


def plan_upkeep(session: Session, now: datetime) -> None:
    """Put what has to be done today; any number of machines put the same two rows."""
    day = next_day(session, now)
    if day is not None:
        put(session, kind=FIGURES, due_at=now, dedup_key=f"{FIGURES}:{day.isoformat()}", once=True)
    today = now.astimezone(zone_of_days(session)).date().isoformat()
    kept = session.get(Setting, KEY, populate_existing=True)
    if kept is None:
        insert_once(session, Setting, key=KEY, value=today)  # a new store has nothing that is old
    elif kept.value < today:
        kept.value = today
        put(session, kind=RETENTION, due_at=now, dedup_key=f"{RETENTION}:{today}", once=True)


def count_days(step: Step, _work: Work) -> None:
    """Count the days that are over; where a month was not enough, the rest is the next row's."""
    roll_up(step.session, step.now)
    plan_upkeep(step.session, step.now)
