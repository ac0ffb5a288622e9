"""Rows of catalogues: plain code lists that form fields choose from."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.database import Base, Json


class Catalogue(Base):
    """One code list: products, units, channels, categories."""

    __tablename__ = "catalogue"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    # what is kept of each entry beside its label, see engine.registers.attributes
    attributes: Mapped[Any] = mapped_column(Json, default=list, server_default="[]")
    revision: Mapped[int] = mapped_column(default=1)  # raised by every change, entries included
    changed_at: Mapped[datetime]


class CatalogueEntry(Base):
    """One code with its label. A retired one is no longer offered; cases that chose it keep key and label."""

    __tablename__ = "catalogue_entry"
    __table_args__ = (Index("ix_catalogue_entry_order", "catalogue", "position"),)

    catalogue: Mapped[str] = mapped_column(ForeignKey(Catalogue.key), primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    label: Mapped[str] = mapped_column(Text)
    position: Mapped[int]
    details: Mapped[Any] = mapped_column(Json, default=dict, server_default="{}")  # by attribute; none empty
    added_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
