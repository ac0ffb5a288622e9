"""A table with every column type, for tests of the store itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from engine.database import Base, Json, UTCDateTime


class Rows(DeclarativeBase):
    """Rows of these tests only: the product's metadata stays clean."""

    type_annotation_map = Base.type_annotation_map


class Sample(Rows):
    """One row with every column type."""

    __tablename__ = "sample"

    id: Mapped[int] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=7)
    at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    document: Mapped[Any] = mapped_column(Json, nullable=True)
