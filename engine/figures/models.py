"""Rows of figures: one number of one process for one day, made from the timelines and from nothing else."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.database import Base


class DailyFigure(Base):
    """How often something happened on a day of the organisation's calendar; no row means not at all."""

    __tablename__ = "daily_figure"

    process: Mapped[str] = mapped_column(Text, primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    measure: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger)
