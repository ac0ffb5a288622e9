"""Rows of the timeline: an append-only hash chain per case, with payloads beside it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.database import Base


class TimelineEntry(Base):
    """One thing that happened to a case. Nothing in it is personal: that lies in the payload."""

    __tablename__ = "timeline_entry"
    __table_args__ = (UniqueConstraint("case_id", "seq"), Index("ix_timeline_entry_at", "at", "id"))

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    seq: Mapped[int]  # 1 for the opening
    run: Mapped[int] = mapped_column(default=1)
    at: Mapped[datetime]
    actor_id: Mapped[str] = mapped_column(Text)
    actor_kind: Mapped[str] = mapped_column(Text)
    on_behalf_of: Mapped[str | None] = mapped_column(Text)
    verb: Mapped[str] = mapped_column(Text)
    element: Mapped[str | None] = mapped_column(Text)
    version: Mapped[str] = mapped_column(Text)  # of the process package, forms and decisions included
    payload_id: Mapped[str | None] = mapped_column(Text)
    payload_hash: Mapped[str] = mapped_column(
        Text, default=""
    )  # salted commitment; stays when the payload is erased
    previous_hash: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(Text)


class Payload(Base):
    """What an entry says in full. Erasing content and salt leaves the chain whole."""

    __tablename__ = "payload"
    __table_args__ = (Index("ix_payload_case", "case_id"),)

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    salt: Mapped[bytes | None] = mapped_column(LargeBinary)
    content: Mapped[bytes | None] = mapped_column(LargeBinary)  # canonical JSON
    erased_at: Mapped[datetime | None]
