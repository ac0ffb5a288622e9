"""Which class of records a case belongs to, until when that keeps it, and which cases are over that time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from engine.cases.models import IS_KEPT, Case
from engine.clocks.calendars import calendars
from engine.feel.errors import FeelError
from engine.feel.surroundings import Surroundings
from engine.feel.text import compile_text
from engine.feel.values import from_json, to_json
from engine.library.live import live_packages
from engine.library.process_settings import RecordClass, RecordRules
from engine.records.kept import rules_of
from engine.worktime.amount import add_amount, read_amount

OFFICE = "office"
SHORT_MONTHS = timedelta(days=3)  # by which a month forward and a month back may differ


@dataclass(frozen=True, kw_only=True)
class Due:
    """A case whose keeping time is over."""

    id: int
    reference: str
    process: str
    summary: str
    kept_as: RecordClass
    ended_at: datetime
    due_at: datetime


def class_of(rules: RecordRules, context: Mapping[str, Any], around: Surroundings) -> str | None:
    """The key of the class that a case belongs to; none where the package has no classes."""
    if rules.by is None:
        return rules.otherwise
    try:
        value = to_json(compile_text(rules.by).evaluate(from_json(dict(context)), around))
    except FeelError:
        return rules.otherwise  # no reason to stop a case at its end
    key = value.get("key") if isinstance(value, Mapping) else value
    return key if isinstance(key, str) and key in rules.classes else rules.otherwise


def keeping(session: Session, case: Case) -> tuple[RecordClass, datetime] | None:
    """The class of an ended case and until when it is kept; none while it is open, or without classes."""
    kept_as = rules_of(session, case.process).class_named(case.record_class)
    if kept_as is None or case.ended_at is None:
        return None
    return kept_as, _due_at(session, kept_as, case.ended_at)


def due_records(session: Session, now: datetime, *, limit: int) -> tuple[Due, ...]:
    """Cases of all processes that are over their time, those that ended first of each class first.

    Whether a hold keeps them is not asked here.
    """
    found: list[Due] = []
    for package in live_packages(session):
        rules = package.settings.records
        for key in _keys_there(session, package.key) if rules.classes else ():
            kept_as = rules.class_named(key)
            if kept_as is not None:
                found += _due(session, package.key, key, kept_as, now, limit)
    return tuple(sorted(found, key=lambda one: (one.due_at, one.id))[:limit])


def unclassified(session: Session, limit: int) -> list[Case]:
    """Ended cases of which nobody has asked yet how long they are kept, such as those of former releases."""
    found: list[Case] = []
    for process in (one.key for one in live_packages(session) if one.settings.records.classes):
        query = select(Case).where(_kept(), Case.process == process, Case.record_class.is_(None))
        found += session.scalars(query.order_by(Case.ended_at, Case.id).limit(limit - len(found)))
    return found


def _due(
    session: Session, process: str, key: str, kept_as: RecordClass, now: datetime, limit: int
) -> Iterator[Due]:
    before = add_amount(now, read_amount(kept_as.keep).negated, calendars(session)[OFFICE]) + SHORT_MONTHS
    query: Select[Case] = (
        select(Case)
        .where(_kept(), Case.process == process, Case.record_class == key, Case.ended_at <= before)
        .order_by(Case.ended_at, Case.id)
        .limit(limit)
    )
    for case in session.scalars(query):
        due_at = _due_at(session, kept_as, case.ended_at or now)
        if due_at <= now:
            yield Due(
                id=case.id,
                reference=case.reference,
                process=case.process,
                summary=case.summary,
                kept_as=kept_as,
                ended_at=case.ended_at or now,
                due_at=due_at,
            )


def _keys_there(session: Session, process: str) -> Iterator[str]:
    """The classes that its kept cases have, those that the package no longer names among them.

    From one to the next along the index: the cost is that of the classes, not of the cases.
    """
    key: str | None = ""
    while key is not None:
        following = select(func.min(Case.record_class)).where(_kept(), Case.process == process)
        key = session.scalar(following.where(Case.record_class > key))
        if key is not None:
            yield key


def _kept() -> ColumnElement[bool]:
    """What has ended and is still there; merged cases go with the one they lead to.

    In full, not as parameters: else the partial index is not used.
    """
    return and_(IS_KEPT, Case.merged_into_id.is_(None))


def _due_at(session: Session, kept_as: RecordClass, ended_at: datetime) -> datetime:
    return add_amount(ended_at, read_amount(kept_as.keep), calendars(session)[OFFICE])
