"""Rows of records: legal holds, and the certificates of what was erased."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.cases.models import Case
from engine.database import Base

DISPOSAL, REQUEST = "disposal", "request"
STANDS = text("lifted_at is null")


class LegalHold(Base):
    """Why nothing of a case may be disposed of. Its row stays when it is lifted; several may stand."""

    __tablename__ = "legal_hold"
    __table_args__ = (
        Index("ix_legal_hold_case", "case_id"),
        Index("ix_legal_hold_standing", "set_at", "id", sqlite_where=STANDS, postgresql_where=STANDS),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id))
    element: Mapped[str | None] = mapped_column(Text)  # of the diagram that set it; none: set by hand
    reason: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[str] = mapped_column(Text)  # whoever answers for it: the person whose step set it
    owner_name: Mapped[str] = mapped_column(Text)
    set_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str | None] = mapped_column(Text)
    lifted_by_name: Mapped[str | None] = mapped_column(Text)
    lifted_because: Mapped[str | None] = mapped_column(Text)


class Certificate(Base):
    """What was erased at one time, by whom and why. The statement is what the digest is of, to the byte."""

    __tablename__ = "certificate"
    __table_args__ = (
        CheckConstraint("kind in ('disposal', 'request')", name="kind"),
        Index("ix_certificate_at", "at", "id"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)  # their time was over, or somebody asked for it
    at: Mapped[datetime]
    by_id: Mapped[str] = mapped_column(Text)
    by_name: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    cases: Mapped[int]  # how many
    statement: Mapped[str] = mapped_column(Text)  # canonical JSON, see engine.records.certificates
    digest: Mapped[str] = mapped_column(Text)  # SHA-256 of the statement, in hex
