"""Rows of the library: immutable versions of processes, their files, and which version is live."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.database import Base

SHIPPED, OWNER = "shipped", "owner"
DRAFTED, RELEASED, DISCARDED = "draft", "released", "discarded"


class ProcessVersion(Base):
    """One deployed version of a process. Its content never changes: the hash is its name."""

    __tablename__ = "process_version"
    __table_args__ = (
        UniqueConstraint("process", "number"),
        CheckConstraint("files_origin in ('shipped', 'owner')", name="files_origin"),
    )

    hash: Mapped[str] = mapped_column(Text, primary_key=True)
    process: Mapped[str] = mapped_column(Text)
    number: Mapped[int]  # 1 for the first of its process
    title: Mapped[str] = mapped_column(Text)
    files_origin: Mapped[str] = mapped_column(Text)
    deployed_at: Mapped[datetime]
    deployed_by: Mapped[str] = mapped_column(Text)  # id of the actor


class ProcessFile(Base):
    """One file of a version, byte for byte."""

    __tablename__ = "process_file"

    version: Mapped[str] = mapped_column(ForeignKey("process_version.hash"), primary_key=True)
    path: Mapped[str] = mapped_column(Text, primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class LiveVersion(Base):
    """The version on which new cases of a process open."""

    __tablename__ = "live_version"

    process: Mapped[str] = mapped_column(Text, primary_key=True)
    version: Mapped[str] = mapped_column(ForeignKey("process_version.hash"))
    since: Mapped[datetime]
    set_by: Mapped[str] = mapped_column(Text)  # id of the actor


class ProcessDraft(Base):
    """A version of a process in the making, such as a change case holds."""

    __tablename__ = "process_draft"
    __table_args__ = (
        CheckConstraint("state in ('draft', 'released', 'discarded')", name="state"),
        Index("ix_process_draft_case", "case_id"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    process: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    base: Mapped[str | None] = mapped_column(ForeignKey("process_version.hash"))  # live when it was begun
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    state: Mapped[str] = mapped_column(Text, default=DRAFTED)
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(Text)  # id of the actor
    changed_at: Mapped[datetime]
    changed_by: Mapped[str] = mapped_column(Text)
    released_at: Mapped[datetime | None]
    released_version: Mapped[str | None] = mapped_column(ForeignKey("process_version.hash"))


class DraftFile(Base):
    """A file of a draft that differs from its base; without content it is taken away."""

    __tablename__ = "draft_file"

    draft: Mapped[str] = mapped_column(ForeignKey("process_draft.id"), primary_key=True)
    path: Mapped[str] = mapped_column(Text, primary_key=True)
    content: Mapped[bytes | None] = mapped_column(LargeBinary)


class Setting(Base):
    """A value the program remembers beside its rows, such as the token of the first administrator."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[str] = mapped_column(Text)
