"""Reading figures, for reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.figures.models import DailyFigure
from engine.figures.rolling import SECONDS


@dataclass(frozen=True, kw_only=True)
class Figures:
    """One process on one day, or over several days together."""

    process: str
    day: date | None
    values: Mapping[str, int]  # by measure; what is missing did not happen

    @property
    def days_to_end(self) -> float | None:
        """How many days the cases that ended had lasted on average; None where none ended."""
        ended = self.values.get("ended", 0)
        return self.values.get(SECONDS, 0) / ended / 86_400 if ended else None


def daily_figures(session: Session, process: str, first: date, last: date) -> tuple[Figures, ...]:
    """The days of one process on which anything happened, the newest first."""
    rows = session.execute(
        select(DailyFigure.day, DailyFigure.measure, DailyFigure.value)
        .where(DailyFigure.process == process, DailyFigure.day.between(first, last))
        .order_by(DailyFigure.day.desc())
    )
    days: dict[date, dict[str, int]] = {}
    for day, measure, value in rows:
        days.setdefault(day, {})[measure] = value
    return tuple(Figures(process=process, day=day, values=values) for day, values in days.items())


def summed_figures(session: Session, first: date, last: date) -> tuple[Figures, ...]:
    """Every process over these days together, by its key."""
    rows = session.execute(
        select(DailyFigure.process, DailyFigure.measure, func.sum(DailyFigure.value))
        .where(DailyFigure.day.between(first, last))
        .group_by(DailyFigure.process, DailyFigure.measure)
        .order_by(DailyFigure.process, DailyFigure.measure)
    )
    processes: dict[str, dict[str, int]] = {}
    for process, measure, value in rows:
        processes.setdefault(process, {})[measure] = int(value)
    return tuple(Figures(process=key, day=None, values=values) for key, values in processes.items())
