"""A register: the cases of a process as a table whose columns are FEEL over what each knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, select, tuple_
from sqlalchemy.orm import Session

from engine.cases.known import known
from engine.cases.models import Case, CaseFile
from engine.cases.words import case_words
from engine.clocks.calendars import calendars
from engine.feel.errors import FeelError
from engine.feel.expression import Expression, compile_expression
from engine.feel.surroundings import Surroundings
from engine.feel.values import to_json
from engine.library.package import Package
from engine.library.process_settings import RegisterSettings
from engine.registers.conditions import Condition
from engine.registers.errors import RegisterNotFound
from engine.registers.standing import standings

Cursor = tuple[datetime, int]
EXPORT_PAGE = 500
MOST_SEEN = 2_000  # cases looked at for one page, so that a rare value costs no minute


@dataclass(frozen=True, kw_only=True)
class RegisterFilter:
    """Which cases are wanted; None means all. Instants are of the opening, the end excluded."""

    state: str | None = None  # "open", "ended", "cancelled"
    status: str | None = None
    group: str | None = None  # key of the owner group
    opened_from: datetime | None = None
    opened_before: datetime | None = None
    conditions: tuple[Condition, ...] = ()  # on columns; all of them must hold
    after: Cursor | None = None  # the last line of the page before
    limit: int = 50


@dataclass(frozen=True, kw_only=True)
class RegisterLine:
    """One case with a JSON-plain value per column; None where the expression gives nothing."""

    case_id: int
    reference: str
    state: str
    opened_at: datetime
    values: tuple[Any, ...]

    @property
    def cursor(self) -> Cursor:
        """Where the page after this line begins."""
        return self.opened_at, self.case_id


@dataclass(frozen=True, kw_only=True)
class RegisterPage:
    """A page of a register, the newest case first; `next` is None on the last one.

    Where conditions or the register itself leave out most cases, a page may be short and yet not the last.
    """

    title: str
    columns: tuple[str, ...]
    lines: tuple[RegisterLine, ...]
    next: Cursor | None


def register_named(package: Package, key: str) -> RegisterSettings:
    """The settings of a register; raises `RegisterNotFound`."""
    found = package.settings.registers.get(key)
    if found is None:
        raise RegisterNotFound(f"{package.key}.{key}")
    return found


def register_page(
    session: Session, package: Package, key: str, wanted: RegisterFilter, now: datetime
) -> RegisterPage:
    """One page of the register, as the given version of the process defines it."""
    register = register_named(package, key)
    around = Surroundings(now=now, calendars=calendars(session))
    lines: list[RegisterLine] = []
    after, seen, more = wanted.after, 0, True
    while more and len(lines) < wanted.limit and seen < MOST_SEEN:
        rows = session.execute(_query(package, replace(wanted, after=after)).limit(wanted.limit + 1)).all()
        more = len(rows) > wanted.limit
        for case, context in _contexts(session, package, register, rows[: wanted.limit], around):
            if len(lines) == wanted.limit:
                more = True
                break
            after, seen = (case.opened_at, case.id), seen + 1
            line = _line(register, case, context, around, wanted.conditions)
            if line is not None:
                lines.append(line)
    return RegisterPage(
        title=register.title,
        columns=columns_of(register),
        lines=tuple(lines),
        next=after if more and after is not None else None,
    )


def columns_of(register: RegisterSettings) -> tuple[str, ...]:
    """The titles of a register's columns."""
    return tuple(column.title for column in register.columns)


def register_lines(
    session: Session, package: Package, key: str, wanted: RegisterFilter, now: datetime
) -> Iterator[RegisterLine]:
    """Every line of the register, read page by page so that a long one needs no memory."""
    after = wanted.after
    while True:
        page = register_page(session, package, key, replace(wanted, after=after, limit=EXPORT_PAGE), now)
        yield from page.lines
        session.expunge_all()
        if page.next is None:
            return
        after = page.next


def contexts(
    session: Session, package: Package, key: str, wanted: RegisterFilter, now: datetime, most: int
) -> Iterator[Mapping[str, Any]]:
    """What expressions may say of each case in the register, of the newest `most` cases of the process."""
    register = register_named(package, key)
    around = Surroundings(now=now, calendars=calendars(session))
    after, seen, more = wanted.after, 0, True
    while more and seen < most:
        rows = session.execute(_query(package, replace(wanted, after=after)).limit(EXPORT_PAGE)).all()
        more = len(rows) == EXPORT_PAGE
        for case, context in _contexts(session, package, register, rows[: most - seen], around):
            after, seen = (case.opened_at, case.id), seen + 1
            if _stands(register, context, around, wanted.conditions):
                yield context
        session.expunge_all()


def case_line(
    session: Session, package: Package, key: str, case: Case, now: datetime
) -> dict[str, Any] | None:
    """The line of one case by column title; None where it does not stand there. Raises RegisterNotFound."""
    register = register_named(package, key)
    kept = session.scalar(select(CaseFile).where(CaseFile.case_id == case.id))
    around = Surroundings(now=now, calendars=calendars(session))
    ((_, context),) = _contexts(session, package, register, [(case, kept)], around)
    line = _line(register, case, context, around, ())
    return None if line is None else dict(zip(columns_of(register), line.values, strict=True))


def _query(package: Package, wanted: RegisterFilter) -> Select[Case, CaseFile | None]:
    query = (
        select(Case, CaseFile)
        .outerjoin(CaseFile, CaseFile.case_id == Case.id)
        .where(Case.process == package.key)
        .order_by(Case.opened_at.desc(), Case.id.desc())
    )
    if wanted.state is not None:
        query = query.where(Case.state == wanted.state)
    if wanted.status is not None:
        query = query.where(Case.status == wanted.status)
    if wanted.group is not None:
        query = query.where(Case.owner_group == wanted.group)
    if wanted.opened_from is not None:
        query = query.where(Case.opened_at >= wanted.opened_from)
    if wanted.opened_before is not None:
        query = query.where(Case.opened_at < wanted.opened_before)
    if wanted.after is not None:
        query = query.where(tuple_(Case.opened_at, Case.id) < tuple_(*wanted.after))
    return query


def _line(
    register: RegisterSettings,
    case: Case,
    context: Mapping[str, Any],
    around: Surroundings,
    conditions: tuple[Condition, ...],
) -> RegisterLine | None:
    """The case's line; None where it does not stand in this register or does not fit."""
    if not _stands(register, context, around, conditions):
        return None
    return RegisterLine(
        case_id=case.id,
        reference=case.reference,
        state=case.state,
        opened_at=case.opened_at,
        values=tuple(value_of(column.value, context, around) for column in register.columns),
    )


def _contexts(
    session: Session,
    package: Package,
    register: RegisterSettings,
    rows: Iterable[Row[Case, CaseFile | None] | tuple[Case, CaseFile | None]],
    around: Surroundings,
) -> Iterator[tuple[Case, dict[str, Any]]]:
    """What expressions may say of each of these cases."""
    found = [(case, kept) for case, kept in rows]
    standing = standings(session, [case for case, _ in found], _read(register))
    for case, kept in found:
        file = known(session, case, kept, around) if kept else {}
        words = case_words(session, case, package.settings)
        yield case, {**standing[case.id], **file, "case": words}


def _read(register: RegisterSettings) -> frozenset[str]:
    """The names that the expressions of a register read."""
    texts = [column.value for column in register.columns] + [figure.value for figure in register.figures]
    texts += [figure.currency for figure in register.figures if figure.currency is not None]
    read: frozenset[str] = frozenset()
    for text in (*texts, register.where or "true"):
        try:
            read |= _compiled(text.removeprefix("=")).names
        except FeelError:
            continue  # found by check; such a column stays empty
    return read


def _stands(
    register: RegisterSettings,
    context: Mapping[str, Any],
    around: Surroundings,
    conditions: tuple[Condition, ...],
) -> bool:
    """Whether a case stands in the register and fits the conditions."""
    if register.where is not None and value_of(register.where, context, around) is not True:
        return False
    columns = register.columns
    return all(one.holds(value_of(columns[one.column].value, context, around)) for one in conditions)


def value_of(text: str, context: Mapping[str, Any], around: Surroundings) -> Any:
    """What FEEL of a register says of one case, JSON-plain; None where it gives nothing."""
    try:
        return to_json(_compiled(text.removeprefix("=")).evaluate(context, around))
    except FeelError:
        return None  # one odd case must not hide the others; `check` has compiled the column


@lru_cache(maxsize=1024)
def _compiled(text: str) -> Expression:
    return compile_expression(text)
