"""Stores of any number of cases, filled by bulk inserts that the database itself makes, the same every time.

A case has three tasks, ten timeline entries with their payloads, one clock; one in ten is open, with one open
task and its candidate group; half of the open ones have an unresolved escalation. Rows are as the commands
leave them where pages look at them; hashes of the timeline are left empty, so that such a store does not
verify: SQLite cannot hash by itself, and in Python ten million links take about 4 minutes of processor.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Table,
    Text,
    case,
    cast,
    func,
    insert,
    literal,
    literal_column,
    null,
    select,
    text,
)
from sqlalchemy.orm import Session

from benchmarks.office import FORM, Office, package_of
from benchmarks.processes import six
from benchmarks.records import case_file
from engine.cases.file import dump_file
from engine.cases.models import Case, CaseFile
from engine.clocks.models import Clock, Escalation
from engine.database import Base, Database
from engine.people.groups import add_groups
from engine.tasks.models import Task, TaskCandidate
from engine.timeline.models import Payload, TimelineEntry

GROUPS = 8
TASKS, ENTRIES = 3, 10  # of each case
OPEN_EVERY = 10
FIRST_DAY = "2024-01-01"
SECONDS = 40  # between two cases


def group(number: int) -> str:
    """The key of a group."""
    return f"team_{number}"


def fill(office: Office, cases: int) -> None:
    """Fill an empty store with this many cases of the six-element process."""
    package = package_of(six(form=FORM))
    office.deploy(package)
    model = office.open("six", case_file(0.3))
    with _in_bulk(office.database) as session:
        add_groups(session, None, {group(number): group(number) for number in range(GROUPS)})
        state = session.get_one(CaseFile, model).state
        sql = _Series(session, first=model + 1)
        _fill_cases(sql, cases, package.version, state)
        _fill_tasks(sql, cases)
        _fill_timeline(sql, cases, package.version)
        _fill_promises(sql, cases)
    if not office.database.is_sqlite:
        with office.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))  # as its own housekeeping does after a while


# One file is written, not two; nobody misses a store that was half filled when the power went.
QUICK = ("foreign_keys=OFF", "journal_mode=OFF", "synchronous=OFF", "cache_size=-1000000")
SAFE = ("journal_mode=WAL", "synchronous=FULL", "cache_size=-2000", "foreign_keys=ON")


@contextmanager
def _in_bulk(database: Database) -> Iterator[Session]:
    """A writer that does not look up, row by row, what every foreign key refers to."""
    with Session(database.engine) as session:
        raw: Any = session.connection().connection.dbapi_connection
        if database.is_sqlite:
            session.rollback()  # SQLite listens to this outside a transaction only
            _tell(raw, QUICK)
        else:
            session.execute(text("SET LOCAL session_replication_role = replica"))
        yield session
        session.commit()
        if database.is_sqlite:
            _tell(raw, SAFE)


def _tell(raw: Any, pragmas: Iterable[str]) -> None:
    for pragma in pragmas:
        raw.execute(f"PRAGMA {pragma}").fetchall()


def _fill_cases(sql: _Series, cases: int, version: str, state: bytes) -> None:
    i, opened = sql.i, sql.instant(sql.i * SECONDS)
    is_open = i % OPEN_EVERY == 0
    sql.put(
        Case,
        cases,
        id=i,
        reference=literal("BEN-2024-") + sql.padded(i, 9),
        process=literal("six"),
        version=literal(version),
        status=case((is_open, "working"), else_="closed"),
        state=case((is_open, "open"), else_="ended"),
        opened_at=opened,
        received_at=opened,
        ended_at=case((is_open, null()), else_=sql.instant(i * SECONDS + 86400)),
        owner_id=literal(sql.person),
        owner_group=_group_of(i),
        summary=literal("Case number ") + cast(i, Text),
        secret_nonce=literal("nonce"),
        due_at=sql.instant(i * SECONDS + 20 * 86400),
        last_seq=literal(ENTRIES),
    )
    content = dump_file(case_file(0.3))
    sql.put(
        CaseFile,
        cases,
        case_id=i,
        run=literal(1),
        process_id=literal("six"),
        state=literal(state),
        content=literal(content),
    )


def _fill_tasks(sql: _Series, cases: int) -> None:
    i = sql.i
    of_case = _whole(i - 1, TASKS) + sql.first
    last = i % TASKS == 0
    is_open = last & (of_case % OPEN_EVERY == 0)
    opened = sql.instant(of_case * SECONDS + i % TASKS)
    sql.put_from_one(
        Task,
        cases * TASKS,
        id=sql.padded(i, 32),
        case_id=of_case,
        run=literal(1),
        place=cast(i % TASKS + 1, Text),
        process_id=literal("six"),
        element=case((last, "settle"), else_="register"),
        name=case((last, "settle"), else_="register"),
        lane=literal("front_line"),
        grp=_group_of(of_case),
        form=literal(FORM),
        local=literal("{}"),
        not_by=literal("[]"),
        sort_at=opened,
        due_at=opened,
        state=case((is_open, "open"), else_="completed"),
        opened_at=opened,
        ended_at=case((is_open, null()), else_=opened),
        ended_by=case((is_open, null()), else_=literal(sql.person)),
    )
    sql.put_from_one(
        TaskCandidate,
        cases * TASKS,
        task_id=sql.padded(i, 32),
        kind=literal("group"),
        ref=_group_of(of_case),
        sort_at=opened,
        state=case((is_open, "open"), else_="closed"),
    )


def _fill_timeline(sql: _Series, cases: int, version: str) -> None:
    i = sql.i
    of_case = _whole(i - 1, ENTRIES) + sql.first
    said = b'{"by":"Ana","name":"settle","answers":{"touched":1,"remark":"as agreed"}}'
    sql.put_from_one(
        Payload,
        cases * ENTRIES,
        id=sql.padded(i, 32),
        case_id=of_case,
        salt=literal(b"s" * 16),
        content=literal(said),
    )
    sql.put_from_one(
        TimelineEntry,
        cases * ENTRIES,
        case_id=of_case,
        seq=(i - 1) % ENTRIES + 1,
        at=sql.instant(of_case * SECONDS + i % ENTRIES),
        actor_id=literal(sql.person),
        actor_kind=literal("person"),
        verb=literal("task completed"),
        element=literal("settle"),
        version=literal(version),
        payload_id=sql.padded(i, 32),
        previous_hash=literal(""),
        hash=literal(""),
    )


def _fill_promises(sql: _Series, cases: int) -> None:
    i = sql.i
    is_open = i % OPEN_EVERY == 0
    opened, due = sql.instant(i * SECONDS), sql.instant(i * SECONDS + 20 * 86400)
    sql.put(
        Clock,
        cases,
        case_id=i,
        run=literal(1),
        key=literal("answer"),
        title=literal("Answer"),
        kind=literal("service"),
        state=case((is_open, "running"), else_="stopped"),
        calendar=literal("office"),
        amount=literal("20 working days"),
        started_at=opened,
        due_at=due,
        pauses=literal("[]"),
        points=literal("[]"),
        moves=literal("[]"),
        explanation=literal("20 working days from the receipt"),
    )
    # Every tenth case is open, every twentieth of all has an escalation that nobody resolved yet.
    of_case = i * 2 * OPEN_EVERY + (sql.first - sql.first % (2 * OPEN_EVERY))
    sql.put_from_one(
        Escalation,
        cases // (2 * OPEN_EVERY) - 1,
        id=sql.padded(i, 32),
        case_id=of_case,
        run=literal(1),
        origin=literal("clock"),
        level=literal(1),
        grp=literal("team_") + cast(i % GROUPS, Text),
        code=literal("clock_breached"),
        reason=literal("Answer: the time is over"),
        clock=literal("answer"),
        raised_at=sql.instant(of_case * SECONDS + 20 * 86400),
        raised_by=literal("system"),
    )


def _group_of(number: ColumnElement[int]) -> ColumnElement[str]:
    return literal("team_") + cast(_whole(number, OPEN_EVERY) % GROUPS, Text)


def _whole(number: ColumnElement[int], by: int) -> ColumnElement[int]:
    return number // by


class _Series:
    """Inserts made of a series of whole numbers, in either database's words."""

    def __init__(self, session: Session, first: int) -> None:
        self._session = session
        self._is_sqlite = session.get_bind().dialect.name == "sqlite"
        self.first = first
        self.person = "bulk"
        self.i: ColumnElement[int] = literal_column("i", Integer)

    def put(self, row: type[Base], count: int, **values: Any) -> None:
        """Rows for the numbers from `first` on."""
        self._insert(row, self.first, self.first + count - 1, values)

    def put_from_one(self, row: type[Base], count: int, **values: Any) -> None:
        """Rows for the numbers from one on."""
        self._insert(row, 1, count, values)

    def instant(self, seconds: Any) -> ColumnElement[Any]:
        """So many seconds after the first day."""
        if self._is_sqlite:
            moved = literal("+") + cast(seconds, Text) + " seconds"
            return cast(func.datetime(FIRST_DAY, moved), Text) + ".000000"
        first: ColumnElement[Any] = literal_column(f"timestamptz '{FIRST_DAY}+00'")
        then: ColumnElement[Any] = first + seconds * literal_column("interval '1 second'")
        return then

    def padded(self, number: Any, width: int) -> ColumnElement[str]:
        """The number with zeros in front."""
        if self._is_sqlite:
            return func.printf(f"%0{width}d", number)
        return func.lpad(cast(number, Text), width, "0")

    def _insert(self, row: type[Base], first: int, last: int, values: dict[str, Any]) -> None:
        if last < first:
            return
        if self._is_sqlite:
            begin = select(literal_column(str(first), Integer).label("i")).cte("series", recursive=True)
            series = begin.union_all(select(begin.c.i + 1).where(begin.c.i < last))
        else:
            series = select(func.generate_series(first, last).label("i")).cte("series")
        wanted = select(*values.values()).select_from(series)
        table = _table(row)
        self._session.connection().execute(insert(table).from_select(list(values), wanted))


def _table(row: type[Base]) -> Table:
    """The table of these rows."""
    table = row.__table__
    assert isinstance(table, Table)  # noqa: S101 - every row of ours has a table of its own
    return table
