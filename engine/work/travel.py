"""Time travel: an offset kept as a row, the same for all processes, honoured only where settings allow."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.database import dialect_of
from engine.errors import NotAllowed
from engine.library.models import Setting
from engine.now import NO_TRAVEL, now
from engine.settings import Settings

KEY = "travel_microseconds"
MICROSECOND = timedelta(microseconds=1)


class TravelNotAllowed(NotAllowed):
    """Time travel is switched off here."""


def present(session: Session, settings: Settings) -> datetime:
    """The instant that counts for this step, in UTC."""
    return now(offset(session, settings))


def present_of_store(session: Session, settings: Settings) -> datetime:
    """The same by the clock that all machines share: the database's where there is one."""
    if dialect_of(session) != "postgresql":
        return present(session, settings)
    return untravelled(session) + offset(session, settings)


def untravelled(session: Session) -> datetime:
    """What PostgreSQL's clock says."""
    return cast(datetime, session.scalar(select(func.clock_timestamp())))


def offset(session: Session, settings: Settings) -> timedelta:
    """How far we have travelled."""
    if not settings.time_travel:
        return NO_TRAVEL
    row = session.get(Setting, KEY, populate_existing=True)
    return int(row.value) * MICROSECOND if row else NO_TRAVEL


def travel_to(session: Session, settings: Settings, instant: datetime) -> None:
    """Make this instant the present for everybody from the commit on; time goes on from there."""
    if not settings.time_travel:
        raise TravelNotAllowed
    moved = (instant - now()) // MICROSECOND
    row = session.get(Setting, KEY)
    if row is None:
        session.add(Setting(key=KEY, value=str(moved)))
    else:
        row.value = str(moved)
    session.flush()
    session.info["due"] = True
