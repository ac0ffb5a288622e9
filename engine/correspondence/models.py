"""Rows of correspondence: the outbox, written in the transaction of the step that sends a letter."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.database import Base

WAITING, HELD, SENT, FAILED = "waiting", "held", "sent", "failed"
TO_POST = text("channel = 'post' and state = 'waiting'")


class Letter(Base):
    """One letter to one person. Its message id comes from the business step, so a repeat is recognised."""

    __tablename__ = "letter"
    __table_args__ = (
        CheckConstraint("state in ('waiting', 'held', 'sent', 'failed')", name="state"),
        CheckConstraint("audience in ('customer', 'colleague')", name="audience"),
        Index("ix_letter_case", "case_id", "created_at"),
        Index("ix_letter_list", "channel", "created_at", "id"),  # read backwards: the newest first
        Index("ix_letter_state", "channel", "state", "created_at", "id"),
        Index("ix_letter_to_post", "created_at", "id", sqlite_where=TO_POST, postgresql_where=TO_POST),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    # The merged case whose customer it went to, where that is not the customer of the case itself.
    for_case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    key: Mapped[str] = mapped_column(Text)  # of the template
    language: Mapped[str] = mapped_column(Text)
    version: Mapped[str] = mapped_column(Text)  # of the package whose template it is
    audience: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(Text, default="email", server_default="email")
    recipient: Mapped[str] = mapped_column(Text)  # e-mail address, or the lines of a postal one
    subject: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    message_id: Mapped[str] = mapped_column(Text, unique=True)
    dedup_key: Mapped[str] = mapped_column(Text, unique=True)
    state: Mapped[str] = mapped_column(Text, default=WAITING)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)  # why the last try did not succeed


class LetterDraft(Base):
    """A letter that somebody reads, and may change, before it is sent."""

    __tablename__ = "letter_draft"
    __table_args__ = (Index("ix_letter_draft_case", "case_id", "run", "key"),)

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    run: Mapped[int]
    for_case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))  # as of a letter
    key: Mapped[str] = mapped_column(Text)  # of the template
    language: Mapped[str] = mapped_column(Text)
    recipient: Mapped[str | None] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    drafted_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    edited_by: Mapped[str | None] = mapped_column(Text)
    edited_by_name: Mapped[str | None] = mapped_column(Text)
