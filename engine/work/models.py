"""Rows of work: everything that is to be done later, with when and how often it was tried."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, Text, literal_column, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.database import Base, Json

READY, RUNNING, DONE, DEAD = "ready", "running", "done", "dead"
IS_PENDING = text("state in ('ready', 'running')")


# In full, not as parameters: else the partial index is not used.
PENDING: tuple[ColumnElement[str], ...] = (literal_column("'ready'"), literal_column("'running'"))


class Work(Base):
    """One thing to do. `due_at` is the promise and stays; `visible_at` is the queue's and moves."""

    __tablename__ = "work"
    __table_args__ = (
        CheckConstraint("state in ('ready', 'running', 'done', 'dead')", name="state"),
        Index("ix_work_visible", "visible_at", "id", sqlite_where=IS_PENDING, postgresql_where=IS_PENDING),
        Index("ix_work_case", "case_id"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(
        Text
    )  # "timer", "clock", "letter", "job", "message", "message_expiry", "start"
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    ref: Mapped[str | None] = mapped_column(Text)  # what it is about, in the words of its kind
    content: Mapped[Any] = mapped_column(Json, nullable=True)  # where an id does not say it all
    dedup_key: Mapped[str] = mapped_column(Text, unique=True)
    due_at: Mapped[datetime]
    visible_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(Text, default=READY)
    attempts: Mapped[int] = mapped_column(default=0)
    max_attempts: Mapped[int] = mapped_column(default=5)
    # How many rows in a row caused one another at once, nobody acting and no time passing between them.
    rounds: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    lease_token: Mapped[str | None] = mapped_column(Text)
    lease_until: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)
    done_at: Mapped[datetime | None]
