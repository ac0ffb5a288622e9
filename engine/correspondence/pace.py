"""How fast letters leave: never more than so many in any minute, whichever process hands them in.

Each letter takes the next free slot of one list for the whole store, a sixth of a minute's letters at once
and the rest at even distances (the virtual scheduling of ITU-T I.371). Of the list only its end is kept.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from engine.library.models import Setting
from engine.work.models import Work
from engine.work.once import insert_once

KEY = "mail_slots_until"
SLOT = "slot"
MINUTE = timedelta(minutes=1)
LATE = timedelta(
    seconds=5
)  # a slot that was missed by more is lost, or an hour's slots would be used at once
AT_ONCE = 6  # of a minute's letters, one in so many may leave together


def wait_for_slot(session: Session, work: Work, per_minute: int, now: datetime) -> datetime | None:
    """When this letter may be handed in, or None for now; its slot is its own from the commit on."""
    kept = work.content.get(SLOT) if isinstance(work.content, dict) else None
    slot = datetime.fromisoformat(kept) if kept else None
    if slot is None or slot < now - LATE:
        slot = _take(session, per_minute, now)
    waits = slot > now
    work.content = {SLOT: slot.isoformat()} if waits else None
    return slot if waits else None


def _take(session: Session, per_minute: int, now: datetime) -> datetime:
    """The next free slot. Whoever asks second waits for the first one's commit."""
    insert_once(session, Setting, key=KEY, value=now.isoformat())
    row = session.get_one(Setting, KEY, with_for_update=True, populate_existing=True)
    together = max(1, per_minute // AT_ONCE)
    apart = (MINUTE + LATE) / (per_minute - together + 1)
    end = max(datetime.fromisoformat(row.value), now)
    row.value = (end + apart).isoformat()
    return max(now, end - (together - 1) * apart)
