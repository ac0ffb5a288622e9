"""Counting cases by what stands in their files: the values a package names under `counted`, kept as rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, delete, func, insert, select
from sqlalchemy.orm import Session

from engine.cases.models import Case, CaseValue
from engine.library.process_settings import ProcessSettings

LONGEST = 200  # characters of a value; cases are counted by codes, not by prose
MOST_NAMED = 20  # references beside a count


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which cases are counted: of one process, opened in a span of time, holding one value of each key."""

    process: str
    values: Mapping[str, frozenset[str]]
    since: datetime | None = None
    until: datetime | None = None  # excluded
    state: str | None = None
    status: str | None = None
    not_status: frozenset[str] = frozenset()
    but: int | None = None  # id of a case that is counted otherwise


def keep_values(session: Session, case: Case, settings: ProcessSettings, file: Mapping[str, Any]) -> None:
    """Bring the rows by which this case is counted in line with its file."""
    if not settings.counted:
        return
    wanted = {(key, value) for key in settings.counted for value in values_at(file, key)}
    rows = select(CaseValue.key, CaseValue.value).where(CaseValue.case_id == case.id)
    there = {(key, value) for key, value in session.execute(rows)}
    for key, value in sorted(there - wanted):
        session.execute(
            delete(CaseValue).where(
                CaseValue.case_id == case.id, CaseValue.key == key, CaseValue.value == value
            )
        )
    fresh = [
        {
            "case_id": case.id,
            "key": key,
            "value": value,
            "process": case.process,
            "opened_at": case.opened_at,
        }
        for key, value in sorted(wanted - there)
    ]
    if fresh:
        session.execute(insert(CaseValue), fresh)


def count_cases(session: Session, wanted: Wanted) -> int:
    """How many cases there are like that."""
    found = _query(wanted).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def references_of(session: Session, wanted: Wanted, limit: int = MOST_NAMED) -> list[str]:
    """Their references, the latest opened first, at most twenty."""
    ids = _query(wanted).subquery()
    query = (
        select(Case.reference)
        .join(ids, ids.c.id == Case.id)
        .order_by(Case.opened_at.desc(), Case.id.desc())
        .limit(limit)
    )
    return list(session.scalars(query))


def values_at(file: Mapping[str, Any], path: str) -> frozenset[str]:
    """The values at a dotted path as they are compared: of a choice its key, of a list each entry's."""
    return frozenset(_plain(_at(file, path.split("."))))


def as_value(given: Any) -> frozenset[str]:
    """A value that was given as it is compared with those of case files."""
    return frozenset(_plain([given]))


def _at(value: Any, path: list[str]) -> Iterator[Any]:
    if isinstance(value, list):
        for entry in value:
            yield from _at(entry, path)
    elif not path:
        yield value
    elif isinstance(value, Mapping):
        yield from _at(value.get(path[0]), path[1:])


def _plain(values: Any) -> Iterator[str]:
    for value in values:
        if isinstance(value, list):
            yield from _plain(value)
        elif isinstance(value, Mapping):
            if "key" in value:
                yield from _plain([value["key"]])
        elif isinstance(value, bool):
            yield "true" if value else "false"
        elif isinstance(value, Decimal | int):
            yield f"{Decimal(value).normalize():f}"
        elif isinstance(value, str) and value.strip():
            yield " ".join(value.casefold().split())[:LONGEST]


def _query(wanted: Wanted) -> Select[int]:
    """Starts from the rarest thing there is an index for: the first value asked for, else the cases."""
    query = select(Case.id).where(Case.process == wanted.process)
    for key, values in wanted.values.items():
        holding = select(CaseValue.case_id).where(
            CaseValue.process == wanted.process, CaseValue.key == key, CaseValue.value.in_(sorted(values))
        )
        if wanted.since is not None:
            holding = holding.where(CaseValue.opened_at >= wanted.since)
        if wanted.until is not None:
            holding = holding.where(CaseValue.opened_at < wanted.until)
        query = query.where(Case.id.in_(holding))
    if wanted.since is not None:
        query = query.where(Case.opened_at >= wanted.since)
    if wanted.until is not None:
        query = query.where(Case.opened_at < wanted.until)
    for column, value in ((Case.state, wanted.state), (Case.status, wanted.status)):
        if value is not None:
            query = query.where(column == value)
    if wanted.not_status:
        query = query.where(Case.status.not_in(sorted(wanted.not_status)))
    return query if wanted.but is None else query.where(Case.id != wanted.but)
