"""Pareto: by which values of the case file the cases of a process come, the most frequent first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import Session, aliased

from engine.cases.models import CaseValue
from engine.figures.chance import Change, compared


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One value: its cases in the period beside those of the period before, and parts of all, in per cent."""

    value: str
    change: Change
    share: float
    cumulated: float  # with all more frequent ones


def pareto(
    session: Session, process: str, key: str, before: datetime, begin: datetime, end: datetime
) -> tuple[Bar, ...]:
    """The values that cases opened from `begin` to `end` (excluded) hold under a `counted` key.

    Beside each stand the cases from `before` to `begin`. A case counts once under each value it holds.
    """
    counts = [
        (value, now, earlier)
        for value, now, earlier in session.execute(_counts(process, key, before, begin, end))
        if now or earlier
    ]
    counts.sort(key=lambda row: (-row[1], -row[2], row[0]))
    total = sum(now for _, now, _ in counts) or 1
    bars, reached = [], 0
    for value, now, earlier in counts:
        reached += now
        bars.append(
            Bar(
                value=value,
                change=compared(earlier, now),
                share=now * 100 / total,
                cumulated=reached * 100 / total,
            )
        )
    return tuple(bars)


def _counts(
    process: str, key: str, before: datetime, begin: datetime, end: datetime
) -> Select[str, int, int]:
    """Leaps from value to value in the index and counts within the days only.

    Grouping would read every case there ever was.
    """
    other = aliased(CaseValue)
    held = (CaseValue.process == process, CaseValue.key == key)
    known = select(func.min(CaseValue.value).label("value")).where(*held).cte("known", recursive=True)
    following = (
        select(func.min(other.value))
        .where(other.process == process, other.key == key, other.value > known.c.value)
        .correlate(known)
        .scalar_subquery()
    )
    known = known.union_all(select(following).where(known.c.value.is_not(None)))

    def count(since: datetime, until: datetime) -> ScalarSelect[int]:
        return (
            select(func.count())
            .select_from(CaseValue)
            .where(*held, CaseValue.value == known.c.value)
            .where(CaseValue.opened_at >= since, CaseValue.opened_at < until)
            .correlate(known)
            .scalar_subquery()
        )

    return select(known.c.value, count(begin, end), count(before, begin)).where(known.c.value.is_not(None))
