"""Outgoing mail can be paused for everybody: letters are written and wait, none leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import simplejson
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from engine.correspondence.models import WAITING, Letter
from engine.correspondence.outbox import WORK
from engine.correspondence.pace import wait_for_slot
from engine.correspondence.templates import EMAIL
from engine.library.models import Setting
from engine.settings import Settings
from engine.work.models import READY, Work

KEY = "mail_paused"
LOOK_AGAIN = timedelta(minutes=10)  # after which a letter that may not leave is looked at again


@dataclass(frozen=True, kw_only=True)
class Pause:
    """Since when and why no mail leaves."""

    since: datetime
    reason: str


def mail_pause(session: Session) -> Pause | None:
    """The pause, or None when mail leaves."""
    row = session.get(Setting, KEY, populate_existing=True)
    if row is None:
        return None
    said = simplejson.loads(row.value)
    return Pause(since=datetime.fromisoformat(said["since"]), reason=said["reason"])


def pause_mail(session: Session, reason: str, now: datetime) -> None:
    """Let no letter leave from the commit on; what is already in a server's hands cannot be called back."""
    if mail_pause(session) is None:
        said = {"since": now.isoformat(), "reason": reason}
        session.add(Setting(key=KEY, value=simplejson.dumps(said, ensure_ascii=False)))
        session.flush()


def release_mail(session: Session, now: datetime) -> int:
    """Let letters leave again, those that waited at once; says how many wait."""
    row = session.get(Setting, KEY)
    if row is not None:
        session.delete(row)
        session.flush()
    session.execute(
        update(Work)
        .where(Work.kind == WORK, Work.state == READY, Work.visible_at > now, Work.attempts == 0)
        .values(visible_at=now)
        .execution_options(synchronize_session=False)
    )
    session.info["due"] = True
    return waiting_letters(session)


def waiting_letters(session: Session) -> int:
    """How many letters are to leave as soon as they may."""
    waiting = (Letter.state == WAITING, Letter.channel == EMAIL)
    return session.scalar(select(func.count()).select_from(Letter).where(*waiting)) or 0


def held_until(session: Session, settings: Settings, work: Work, now: datetime) -> datetime | None:
    """When to look again at a letter that may not leave now; None when it may."""
    if mail_pause(session) is not None:
        return now + LOOK_AGAIN
    if settings.smtp_url is None or settings.mail_per_minute is None:
        return None
    return wait_for_slot(session, work, settings.mail_per_minute, now)
