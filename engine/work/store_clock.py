"""What time it is for work that several machines share: the database's clock, asked every few seconds."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from engine.database import dialect_of
from engine.settings import Settings
from engine.work.travel import offset, present, untravelled

ASKED_EVERY = 5.0  # seconds; in between our own monotonic clock counts on, whatever the wall clock does


class StoreClock:
    """The store's clock for one process. On SQLite it is the process's own."""

    def __init__(self, settings: Settings) -> None:
        """Ask nothing yet."""
        self._settings = settings
        self._known: tuple[datetime, float] | None = None

    def present(self, session: Session) -> datetime:
        """The instant that counts for this step, in UTC."""
        if dialect_of(session) != "postgresql":
            return present(session, self._settings)
        began = time.monotonic()
        if self._known is None or began - self._known[1] > ASKED_EVERY:
            self._known = untravelled(session), began
        told, at = self._known
        return told + timedelta(seconds=began - at) + offset(session, self._settings)
