"""What lies in a store: how many rows in which table, of which schema, under which signed head."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, inspect, select, table, text
from sqlalchemy.orm import Session

from engine.audit.epoch import restore_epoch
from engine.audit.heads import last_head
from engine.recovery.errors import BackupFailed

DERIVED = "case_text_search"  # SQLite's own tables behind the full-text search


@dataclass(frozen=True, kw_only=True)
class Contents:
    """What must be the same after a backup was restored."""

    schema: str
    rows: Mapping[str, int]
    epoch: int
    head: Mapping[str, str] | None


def contents(connection: Connection) -> Contents:
    """Look through a store, all of it at the moment the connection's transaction sees."""
    names = sorted(name for name in inspect(connection).get_table_names() if not name.startswith(DERIVED))
    if "alembic_version" not in names:
        raise BackupFailed("the store has no tables of Amends")
    session = Session(connection)
    head = last_head(session)
    return Contents(
        schema=str(connection.scalar(text("SELECT version_num FROM alembic_version"))),
        rows={name: connection.scalar(select(func.count()).select_from(table(name))) or 0 for name in names},
        epoch=restore_epoch(session),
        head=None if head is None else {"statement": head.statement, "signature": head.signature},
    )
