"""Insert a row unless its key is taken already, on either database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from engine.database import Base, dialect_of


def insert_once(session: Session, row: type[Base], **values: Any) -> bool:
    """Whether the row was new. A rival who has not committed yet is waited for."""
    dialect = dialect_of(session)
    insert = postgresql.insert(row) if dialect == "postgresql" else sqlite.insert(row)
    # A row comes back only if it went in; the row count says nothing of the kind on PostgreSQL.
    key = inspect(row).primary_key[0]
    taken = session.scalar(insert.values(**values).on_conflict_do_nothing().returning(key))
    return taken is not None
