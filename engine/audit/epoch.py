"""How often this store came back from a backup: every head and every backup says so."""

from __future__ import annotations

from sqlalchemy.orm import Session

from engine.library.models import Setting

KEY = "restore_epoch"


def restore_epoch(session: Session) -> int:
    """The number of restores in this store's past."""
    row = session.get(Setting, KEY)
    return int(row.value) if row else 0


def raise_epoch(session: Session) -> int:
    """Count one more restore."""
    row = session.get(Setting, KEY)
    if row is None:
        row = Setting(key=KEY, value="0")
        session.add(row)
    row.value = str(int(row.value) + 1)
    session.flush()
    return int(row.value)
