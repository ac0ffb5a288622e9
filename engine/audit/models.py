"""Rows of the proof: signed heads, and the end of each case's chain under them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.database import Base, Json


class TreeHead(Base):
    """One signed statement over all cases. Its text is what was signed, to the byte."""

    __tablename__ = "tree_head"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # 1 for the first
    made_at: Mapped[datetime]
    statement: Mapped[str] = mapped_column(Text)
    signature: Mapped[str] = mapped_column(Text)  # Ed25519, in hex


class TreeLeaf(Base):
    """Where a case's chain ended under a head; kept only for heads before which the case had changed.

    The case is named without a foreign key: the row must outlive a case that somebody takes away.
    """

    __tablename__ = "tree_leaf"
    __table_args__ = (Index("ix_tree_leaf_hash", "hash"),)

    case_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    head: Mapped[int] = mapped_column(ForeignKey("tree_head.number"), primary_key=True)
    reference: Mapped[str] = mapped_column(Text)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(Text)


class Change(Base):
    """One change to what administrators keep: only ever added, never touched again."""

    __tablename__ = "change"
    __table_args__ = (
        Index("ix_change_at", "at", "id"),
        Index("ix_change_subject", "kind", "subject", "at", "id"),
        Index("ix_change_part", "kind", "subject", "part", "at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    actor_id: Mapped[str] = mapped_column(Text)
    actor_name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)  # see engine.audit.pictures
    subject: Mapped[str] = mapped_column(Text)  # its key or id
    part: Mapped[str | None] = mapped_column(Text)  # which entry of a catalogue
    title: Mapped[str] = mapped_column(Text)  # what people called it then
    what: Mapped[str] = mapped_column(Text)  # a past form: "roles changed"
    before: Mapped[Any] = mapped_column(Json)  # what differs, by name
    after: Mapped[Any] = mapped_column(Json)
