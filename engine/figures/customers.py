"""How many customers the organisation has, as somebody keeps it: cases are told per 1,000 of them."""

from __future__ import annotations

import json
from datetime import date

from sqlalchemy.orm import Session

from engine.library.models import Setting

KEY = "customers"  # the setting that holds the numbers by the day from which each one goes
PER = 1_000


def customers(session: Session) -> dict[date, int]:
    """Each number by the day from which it goes, the earliest first; empty where nobody keeps any."""
    row = session.get(Setting, KEY, populate_existing=True)
    kept = json.loads(row.value) if row else {}
    return {date.fromisoformat(day): number for day, number in sorted(kept.items())}


def keep_customers(session: Session, first: date, number: int) -> None:
    """Say that there are so many customers, one or more, from this day until the next that is kept."""
    _write(session, customers(session) | {first: number})


def forget_customers(session: Session, first: date) -> None:
    """Take the number of this day away; nothing happens where there is none."""
    _write(session, {day: number for day, number in customers(session).items() if day != first})


def _write(session: Session, known: dict[date, int]) -> None:
    value = json.dumps({day.isoformat(): known[day] for day in sorted(known)})
    session.merge(Setting(key=KEY, value=value))


def mean_customers(known: dict[date, int], first: date, last: date) -> float | None:
    """How many there were in the middle of these days, by days; None where some day has no number."""
    days = sorted(known)
    if not days or first < days[0]:
        return None
    total = 0
    for place, begin in enumerate(days):
        end = days[place + 1].toordinal() if place + 1 < len(days) else last.toordinal() + 1
        held = min(end, last.toordinal() + 1) - max(begin, first).toordinal()
        total += max(held, 0) * known[begin]
    return total / (last.toordinal() + 1 - first.toordinal())


def per_thousand(session: Session, count: int, first: date, last: date) -> float | None:
    """A count of these days per 1,000 customers; None where their number is not kept for all of them."""
    mean = mean_customers(customers(session), first, last)
    return None if mean is None else count * PER / mean
