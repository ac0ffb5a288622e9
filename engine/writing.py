"""Statements past the unit of work: built once, compiled once for each database, and sent in one go.

They are what a step writes most: the unit of work takes five times as long for the same row, and SQLAlchemy
Core, which looks at a statement anew whenever it runs, twice as long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import psycopg
from sqlalchemy import (
    ColumnElement,
    Connection,
    CursorResult,
    Executable,
    Insert,
    Update,
    bindparam,
    insert,
    inspect,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session, make_transient, make_transient_to_detached
from sqlalchemy.sql.dml import UpdateBase

Upsert = sqlite.Insert | postgresql.Insert
Built = TypeVar("Built")
Write = tuple[Executable, Any]  # a statement, and the values of one row or of several
Values = Mapping[str, Any]


def inserting(row: type[DeclarativeBase], build: Callable[[Upsert], Built]) -> Mapping[str, Built]:
    """By dialect an insert into the table of `row`, with the ON CONFLICT clause that `build` gives it.

    For statements built once: putting one together takes longer than running it.
    """
    table: Any = row.__table__
    return {"sqlite": build(sqlite.insert(table)), "postgresql": build(postgresql.insert(table))}


def insert_into(row: type[DeclarativeBase]) -> Insert:
    """A plain insert into the table of `row`; for statements built once."""
    table: Any = row.__table__
    return insert(table)


def write(session: Session, statement: Executable, values: Any) -> int:
    """Run a statement that was built once, with the values of one row or of several; how many it changed."""
    return _run(session.connection(), statement, values).rowcount


def write_and_read(session: Session, statement: Executable, values: Values) -> Any:
    """The same of one row; the text or number that the statement returns, None where it changed nothing."""
    return _run(session.connection(), statement, values).scalar()


def read(session: Session, statement: Executable, values: Values) -> Sequence[Any] | None:
    """The first row of a select that was built once, of texts and numbers; None where there is none."""
    return _run(session.connection(), statement, values).first()


def write_together(session: Session, writes: Sequence[Write]) -> int:
    """Run statements in their order; how many rows the last one changed. Nothing else is read of them.

    PostgreSQL gets them in one go and answers once: each round trip that is saved is two changes between
    processes. What fails is raised as always.
    """
    connection = session.connection()
    raw: Any = connection.connection.driver_connection
    with _in_one_go(connection, raw) if connection.dialect.name == "postgresql" else nullcontext():
        results = [_run(connection, statement, values) for statement, values in writes]
    # The answer is with the driver's cursor: when SQLAlchemy was done with it, it had not come yet.
    return results[-1].context.cursor.rowcount if results else 0


@contextmanager
def _in_one_go(connection: Connection, raw: Any) -> Iterator[None]:
    try:
        with raw.pipeline():
            yield
    except psycopg.Error as error:  # it came with the answer, when SQLAlchemy was running no statement
        cause: Any = error
        gone = connection.dialect.is_disconnect(cause, raw, None)
        if gone:
            connection.invalidate(error)
        raise DBAPIError.instance(
            None, None, error, psycopg.Error, connection_invalidated=gone, dialect=connection.dialect
        ) from error


def take_as_written(session: Session, row: DeclarativeBase) -> None:
    """Leave the unit of work nothing to write of a row: a statement beside it has written what changed."""
    make_transient(row)
    make_transient_to_detached(row)
    session.add(row)


def past_the_unit_of_work(session: Session, row: DeclarativeBase) -> list[Write]:
    """What the unit of work would write of this row, which then counts as written: one statement or none.

    For rows that steps write often, that no other row of the step refers to and that nothing fences.
    """
    state = inspect(row)
    if state.pending:
        session.expunge(row)
        written: Write = _insert_of(type(row)), _values_of(row)
    else:
        before = state.committed_state
        changed = {name: getattr(row, name) for name in before if getattr(row, name) != before[name]}
        if not changed:
            return []
        key = {_OLD + name: getattr(row, name) for name in _key_of(row)}
        written = _update_of(type(row), frozenset(changed)), changed | key
    take_as_written(session, row)
    return [written]


def insert_numbered(session: Session, row: DeclarativeBase) -> None:
    """Insert a row whose key the database gives, and let the session know it from then on."""
    (key,) = _key_of(row)
    values = _values_of(row)
    del values[key]
    setattr(row, key, write_and_read(session, _insert_numbered(type(row), key), values))
    take_as_written(session, row)


def _values_of(row: DeclarativeBase) -> dict[str, Any]:
    """The values of a row that is not written yet; what was left unsaid becomes what its column says."""
    for column in inspect(row).mapper.columns:
        if column.key not in row.__dict__:
            default: Any = column.default
            if default is not None and not default.is_scalar:
                raise TypeError(f"{column} makes its value up: leave this row to the unit of work")
            setattr(row, column.key, None if default is None else default.arg)
    return {column.key: getattr(row, column.key) for column in inspect(row).mapper.columns}


def _key_of(row: DeclarativeBase) -> list[str]:
    return [str(column.key) for column in inspect(row).mapper.primary_key]


_OLD = "of_"  # before the names of the values by which an update finds its row


@cache
def _insert_of(row: type[DeclarativeBase]) -> Insert:
    return insert_into(row)


@cache
def _insert_numbered(row: type[DeclarativeBase], key: str) -> Executable:
    return insert_into(row).returning(row.__table__.c[key])


@cache  # one for each set of columns that steps change together
def _update_of(row: type[DeclarativeBase], changed: frozenset[str]) -> Update:
    table: Any = row.__table__
    found = [column == bindparam(_OLD + str(column.key)) for column in table.primary_key]
    return update(table).where(*found).values({name: bindparam(name) for name in sorted(changed)})


@dataclass(frozen=True, kw_only=True, slots=True)
class _Compiled:
    """A statement as the driver takes it, and what has to become of each value on the way."""

    text: str
    order: tuple[str, ...] | None  # of parameters that go by their place; None where they go by name
    into: tuple[tuple[str, Callable[[Any], Any]], ...]
    own: Values  # what the statement brings along, ready for the driver

    def parameters(self, values: Values) -> Any:
        """The values of one row as the driver takes them."""
        ready = {**self.own, **values}
        for name, process in self.into:
            ready[name] = process(ready[name])
        return ready if self.order is None else tuple(ready[name] for name in self.order)


# By statement, then by database and the names of its values. None: Core has to look at it every time.
_compiled: WeakKeyDictionary[Executable, dict[Any, _Compiled | None]] = WeakKeyDictionary()


def _run(connection: Connection, statement: Executable, values: Any) -> CursorResult[Any]:
    one = values if isinstance(values, Mapping) else values[0]
    if not isinstance(values, Mapping) and len(values) == 1:
        values = one  # several rows are sent by another way, which costs one row more
    forms = _compiled.setdefault(statement, {})
    form = connection.dialect.name, *one
    if form not in forms:
        forms[form] = _compile(statement, connection.dialect, list(one))
    compiled = forms[form]
    if compiled is None:
        return connection.execute(statement, values)
    if isinstance(values, Mapping):
        return connection.exec_driver_sql(compiled.text, compiled.parameters(values))
    return connection.exec_driver_sql(compiled.text, [compiled.parameters(row) for row in values])


def _compile(statement: Any, dialect: Dialect, names: list[str]) -> _Compiled | None:
    if isinstance(statement, UpdateBase) and _has_defaults(statement, names):
        return None
    compiled: Any = statement.compile(dialect=dialect, column_keys=names)
    if compiled.post_compile_params:
        return None  # a list: as many parameters as it has values
    own = {name: value for name, value in compiled.params.items() if name not in names}
    processes = {
        name: process
        for bind, name in compiled.bind_names.items()
        if (process := bind.type.dialect_impl(dialect).bind_processor(dialect)) is not None
    }
    if processes.keys() & own.keys() or any(_is_processed(one, dialect) for one in _answered(statement)):
        return None
    into = tuple(processes.items())
    order = tuple(compiled.positiontup) if compiled.positional else None
    return _Compiled(text=str(compiled), order=order, into=into, own=own)


def _answered(statement: Any) -> Iterable[ColumnElement[Any]]:
    """The columns that come back."""
    columns: Iterable[ColumnElement[Any]] = (
        statement.exported_columns if isinstance(statement, UpdateBase) else statement.selected_columns
    )
    return columns


def _is_processed(column: ColumnElement[Any], dialect: Dialect) -> bool:
    """Whether SQLAlchemy makes another value of what the driver gives."""
    return column.type.dialect_impl(dialect).result_processor(dialect, None) is not None


def _has_defaults(statement: UpdateBase, names: list[str]) -> bool:
    """Whether SQLAlchemy would have to make up values of columns that are not given."""
    columns = [column for column in statement.table.columns if column.key not in names]
    if isinstance(statement, Insert):
        return any(column.default is not None for column in columns)
    return isinstance(statement, Update) and any(column.onupdate is not None for column in columns)
