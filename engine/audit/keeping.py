"""Signing heads by the beat, and the alarm that stays until a person has looked."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from engine.audit.errors import HeadMeanwhile, TimelineBroken
from engine.audit.heads import sign_head
from engine.audit.signing import signing_key
from engine.database import Database
from engine.errors import AmendsError
from engine.library.models import Setting
from engine.settings import Settings

log = logging.getLogger(__name__)
EVERY = timedelta(minutes=15)
KEY = "audit_alarm"


def keep_heads(database: Database, settings: Settings, present: Callable[[Session], datetime]) -> None:
    """Sign a head if any case has changed; what hinders it becomes the alarm, and the machine goes on."""
    with database.read() as session:
        now, before = present(session), audit_alarm(session)
    try:
        sign_head(database, signing_key(settings), now)
        alarm = None
    except HeadMeanwhile:
        return
    except TimelineBroken as error:
        alarm = str(error)
        log.warning("%s", alarm)
    except AmendsError as error:
        alarm = f"No head was signed. {error}"
        log.warning("%s", alarm)
    if alarm != before:
        with database.write() as session:
            _set_alarm(session, alarm)


def audit_alarm(session: Session) -> str | None:
    """Why the last head could not be signed, in a sentence; None when it was."""
    row = session.get(Setting, KEY)
    return row.value if row is not None else None


def _set_alarm(session: Session, alarm: str | None) -> None:
    row = session.get(Setting, KEY)
    if row is not None and alarm is None:
        session.delete(row)
    elif row is not None and alarm is not None:
        row.value = alarm
    elif alarm is not None:
        session.add(Setting(key=KEY, value=alarm))
