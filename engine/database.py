"""The store: two kinds of session, the base of every row, and column types that mean the same everywhere."""

from __future__ import annotations

import select as polling
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import simplejson
from psycopg import OperationalError
from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Engine,
    ExceptionContext,
    MetaData,
    ScalarSelect,
    Text,
    cast,
    create_engine,
    event,
    func,
    select,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
READ_ONLY, STORE = "read_only", "store"  # options of an engine
CARRIER = "carrier"  # schema of the tables that may be emptied at any moment
BUSY_MILLISECONDS = 30_000
PREPARED = 400  # statements that a connection to PostgreSQL keeps prepared; we have fewer, psycopg's is 100


class UTCDateTime(TypeDecorator[datetime]):
    """An instant, kept in UTC; a naive value is a programming mistake and refused with ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC; SQLite has no zones, so there the UTC wall time is stored."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive instant {value!r}")
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give the instant back in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


_ENCODER = simplejson.JSONEncoder(use_decimal=True, ensure_ascii=False, separators=(",", ":"))
_DECODER = simplejson.JSONDecoder(parse_float=Decimal)


class Json(TypeDecorator[Any]):
    """A JSON document as text, keys in the writer's order, numbers as Decimal.

    Assign a new document to change it: a change inside the old one is not seen.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write the document; None is SQL NULL."""
        if value is None:
            return None
        return _ENCODER.encode(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002
        """Read the document; fractions come back as Decimal, never as float."""
        return None if value is None else _DECODER.decode(value)


def store_of(session: Session) -> str:
    """The name of the store, for what a process keeps of it in memory."""
    name: str = session.get_bind().get_execution_options()[STORE]
    return name


def dialect_of(session: Session) -> str:
    """Which kind of database this is: "sqlite" or "postgresql"."""
    return session.get_bind().dialect.name


def stamp(revision: Any, changed_at: Any) -> ScalarSelect[str]:
    """One text that becomes another with every change of rows that count their revisions."""
    parts = (func.count(), func.coalesce(func.sum(revision), 0), func.max(changed_at))
    told = [func.coalesce(cast(part, Text), "") for part in parts]
    return select(told[0] + " " + told[1] + " " + told[2]).scalar_subquery()


class Base(DeclarativeBase):
    """The base of every row; a `Mapped[datetime]` is an instant in UTC."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: UTCDateTime}  # noqa: RUF012 - SQLAlchemy reads it as a class attribute


class Database:
    """One store, SQLite or PostgreSQL, with its connections."""

    def __init__(self, url: str) -> None:
        """Take the URL of the store; nothing is opened before the first session."""
        address = make_url(url)
        if address.drivername in {"postgres", "postgresql"}:
            address = address.set(drivername="postgresql+psycopg")
        self.engine: Engine = create_engine(
            address,
            pool_size=20,
            max_overflow=20,
            pool_use_lifo=True,
            execution_options={STORE: str(address)},
        )
        self.before_commit: list[Callable[[Session], None]] = []
        self.on_commit: list[Callable[[], None]] = []
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
            event.listen(self.engine, "handle_error", _tell_the_cause, retval=True)
        else:
            event.listen(self.engine, "connect", _prepare_postgresql)
            event.listen(self.engine, "begin", _begin_postgresql)
            event.listen(self.engine, "checkout", _refuse_dead)
        self._readers = self.engine.execution_options(**{READ_ONLY: True, "postgresql_readonly": True})

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded store of one machine."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session that may change rows: committed when the block ends well, rolled back when it raises.

        When its session says `info["due"]`, everybody in `before_commit` may add to the transaction, and
        after the commit everybody in `on_commit` is told that work waits.
        """
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session
            due = session.info.get("due", False)
            for join in self.before_commit if due else ():
                join(session)
        if due:
            for tell in self.on_commit:
                tell()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session beside the writers that sees one committed state and refuses to change it.

        It ends well by a commit of nothing: psycopg forgets what it has prepared when it rolls back.
        """
        with Session(self._readers, expire_on_commit=False) as session:
            yield session
            session.expunge_all()  # what was changed in memory only is not tried to be written
            if session.is_active:
                session.commit()

    def dispose(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver must open no transactions of its own: its deferred ones lose updates in silence.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # NORMAL may lose the last commits when the power goes
        f"busy_timeout={BUSY_MILLISECONDS}",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the lock at once: the upgrade from a read is refused by SQLite without any waiting.
    reads = connection.get_execution_options().get(READ_ONLY, False)
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reads else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _tell_the_cause(context: ExceptionContext) -> BaseException | None:
    """A full SQLite undoes the whole transaction; that a savepoint is then gone must not hide why."""
    if "no such savepoint" not in str(context.original_exception):
        return None
    cause = context.original_exception.__context__
    while cause is not None and not isinstance(cause, DBAPIError):
        cause = cause.__context__
    return cause


def _prepare_postgresql(connection: Any, _record: object) -> None:
    connection.prepared_max, connection.prepare_threshold = PREPARED, 1
    with connection.cursor() as cursor:
        cursor.execute("SET TIME ZONE 'UTC'")
        # The carrier of work has a schema of its own and functions that name no schema.
        further = f"current_setting('search_path') || ', {CARRIER}'"
        cursor.execute(f"SELECT set_config('search_path', {further}, false)")
    connection.commit()


def _begin_postgresql(connection: Connection) -> None:
    # Readers search: after five runs a generic plan made that three thousand times slower (measured).
    # Writers go by keys: there planning anew took longer than all the rest of a statement.
    if connection.get_execution_options().get(READ_ONLY, False):
        connection.exec_driver_sql("SET LOCAL plan_cache_mode = force_custom_plan")


def _refuse_dead(connection: Any, _record: object, _proxy: object) -> None:
    """Have the pool connect anew when the server went away while nobody used this connection.

    A server that stops says farewell and closes: that can be read without asking it anything, so it costs a
    call of the system and no round trip. What else can be read, as a notice or a ticket of TLS, is taken in.
    """
    incoming = polling.poll()
    incoming.register(connection.fileno(), polling.POLLIN)
    try:
        while incoming.poll(0):
            connection.pgconn.consume_input()
    except OperationalError as error:
        raise InvalidatePoolError from error
