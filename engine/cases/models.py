"""Rows of a case: what it is, where it stands, what it knows and what it waits for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Connection,
    ForeignKey,
    Index,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    event,
    func,
    text,
)
from sqlalchemy.orm import Mapped, deferred, mapped_column

from engine.database import Base, Json

OPEN, ENDED, CANCELLED = "open", "ended", "cancelled"
IS_OPEN = text("state = 'open'")
IS_KEPT = text("state <> 'open' and erased_at is null")


class Case(Base):
    """One case of a process. `state` is whether it runs, `status` what the business calls it."""

    __tablename__ = "case"
    __table_args__ = (
        CheckConstraint("state in ('open', 'ended', 'cancelled')", name="state"),
        UniqueConstraint("process", "external_key"),
        Index("ix_case_list", "process", "state", "opened_at", "id"),  # read backwards: the newest first
        Index("ix_case_due", "due_at", "id", sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
        Index("ix_case_similar", "process", "similar_key", "opened_at"),
        Index("ix_case_owner", "owner_id", "id", sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
        # What has ended and is still there, by its class: how long each class is kept is no matter of rows.
        Index(
            "ix_case_kept",
            "process",
            "record_class",
            "ended_at",
            "id",
            sqlite_where=IS_KEPT,
            postgresql_where=IS_KEPT,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    reference: Mapped[str] = mapped_column(Text, unique=True)
    process: Mapped[str] = mapped_column(Text)  # key of the package
    version: Mapped[str] = mapped_column(Text)  # content hash of the package the case runs on
    run: Mapped[int] = mapped_column(default=1)  # 2 after the first reopening
    status: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(Text, default=OPEN)
    opened_at: Mapped[datetime]
    received_at: Mapped[datetime]  # when anyone received it; clocks of law start here
    ended_at: Mapped[datetime | None]
    reopened_at: Mapped[datetime | None]  # when its present run began, after the first
    owner_id: Mapped[str | None] = mapped_column(Text)  # person
    owner_group: Mapped[str | None] = mapped_column(Text)
    priority: Mapped[int] = mapped_column(default=50)  # 0 to 100, as of zeebe:priorityDefinition
    lock_version: Mapped[int] = mapped_column(
        default=0
    )  # raised by every step; the fence between two writers
    summary: Mapped[str] = mapped_column(Text, default="")
    secret_nonce: Mapped[str] = mapped_column(Text)
    held: Mapped[bool] = mapped_column(default=False)  # imported: letters wait until staff release the case
    due_at: Mapped[datetime | None]  # the next promise, a projection of the clocks
    external_key: Mapped[str | None] = mapped_column(Text)  # of the record it was imported from
    last_seq: Mapped[int] = mapped_column(default=0)  # head of the timeline's chain, kept where the lock is
    last_hash: Mapped[str] = mapped_column(Text, default="")
    similar_key: Mapped[str | None] = mapped_column(Text)  # keyed digest of what makes two cases alike
    # The case that this one leads to since they were merged; its own state is "cancelled" so long.
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    record_class: Mapped[str | None] = mapped_column(Text)  # how long it is kept, decided when it ended
    erased_at: Mapped[datetime | None]  # its contents are gone; what figures and registers need stays

    __mapper_args__ = {"version_id_col": lock_version}  # noqa: RUF012 - SQLAlchemy reads it as a class attribute

    @property
    def run_received_at(self) -> datetime:
        """When what the present run is about was received: clocks of law start here."""
        return self.reopened_at or self.received_at


class CaseFile(Base):
    """What a case runs from: the one document of its variables, and where its present run stands.

    Lists never touch it. Both move together in most steps, so they are written by one statement.
    """

    __tablename__ = "case_file"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    run: Mapped[int]
    process_id: Mapped[str] = mapped_column(Text)  # the BPMN process the run started with
    state: Mapped[bytes] = mapped_column(LargeBinary)  # the execution, as engine.bpmn dumps it
    content: Mapped[bytes] = mapped_column(LargeBinary)  # the variables, see engine.cases.file


class CaseText(Base):
    """What full-text search finds a case by, see engine.cases.search."""

    __tablename__ = "case_text"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    content: Mapped[str] = mapped_column(Text)


# SQLite finds words through an FTS5 table over case_text that triggers keep; PostgreSQL by a GIN index.
SQLITE_SEARCH = (
    """CREATE VIRTUAL TABLE case_text_search USING fts5(
        content, content='case_text', content_rowid='case_id', tokenize='unicode61 remove_diacritics 2')""",
    """CREATE TRIGGER case_text_added AFTER INSERT ON case_text BEGIN
        INSERT INTO case_text_search(rowid, content) VALUES (new.case_id, new.content); END""",
    """CREATE TRIGGER case_text_removed AFTER DELETE ON case_text BEGIN
        INSERT INTO case_text_search(case_text_search, rowid, content)
            VALUES ('delete', old.case_id, old.content); END""",
    """CREATE TRIGGER case_text_changed AFTER UPDATE ON case_text BEGIN
        INSERT INTO case_text_search(case_text_search, rowid, content)
            VALUES ('delete', old.case_id, old.content);
        INSERT INTO case_text_search(rowid, content) VALUES (new.case_id, new.content); END""",
)


@event.listens_for(CaseText.__table__, "after_create")
def _create_search(_table: Table, connection: Connection, **_: Any) -> None:
    if connection.dialect.name == "sqlite":
        for statement in SQLITE_SEARCH:
            connection.exec_driver_sql(statement)


Index(
    "ix_case_text_words", func.to_tsvector(text("'simple'"), CaseText.content), postgresql_using="gin"
).ddl_if(dialect="postgresql")


class CaseLink(Base):
    """One side of a link: what `case_id` is to `other_id`. The other side is a row of its own."""

    __tablename__ = "case_link"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True, index=True)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    linked_at: Mapped[datetime]
    linked_by: Mapped[str] = mapped_column(Text)
    answer: Mapped[Any] = mapped_column(Json, nullable=True)  # what `other_id` hears when `case_id` ends


class CaseMerge(Base):
    """One case that was merged into another, with what undoing it needs."""

    __tablename__ = "case_merge"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    into_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    merged_at: Mapped[datetime]
    merged_by: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    kept: Mapped[Any] = mapped_column(Json)  # {"tasks": ids, "clocks": key -> state, "received": the other's}
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None] = mapped_column(Text)
    undone_reason: Mapped[str | None] = mapped_column(Text)


class CaseValue(Base):
    """A value by which cases of this process are counted, see `counted` in process.yaml."""

    __tablename__ = "case_value"
    __table_args__ = (Index("ix_case_value_count", "process", "key", "value", "opened_at"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[str] = mapped_column(Text, primary_key=True)
    process: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime]


class ReferenceCounter(Base):
    """The last number given to a case of this prefix in this year."""

    __tablename__ = "reference_counter"

    prefix: Mapped[str] = mapped_column(Text, primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class Wait(Base):
    """A message or a signal that a case waits for. Its timers are rows of work."""

    __tablename__ = "wait"
    __table_args__ = (
        CheckConstraint("kind in ('message', 'signal')", name="kind"),
        UniqueConstraint("case_id", "run", "place"),
        Index("ix_wait_name", "kind", "name", "key"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    run: Mapped[int]
    place: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    process_id: Mapped[str] = mapped_column(Text)  # the BPMN process, for the drawing
    element: Mapped[str] = mapped_column(Text)
    host: Mapped[str | None] = mapped_column(Text)  # the activity a boundary event hangs on
    title: Mapped[str] = mapped_column(Text, default="")
    name: Mapped[str | None] = mapped_column(Text)  # of the message or signal
    key: Mapped[str | None] = mapped_column(Text)  # correlation key of the message
    form: Mapped[str | None] = mapped_column(Text)  # the customer's page asks this
    opened_at: Mapped[datetime]


class KeptMessage(Base):
    """A message nobody waited for; the first wait that opens in time gets it.

    One for a single case is found by its key or by the reference of that case.
    """

    __tablename__ = "kept_message"
    __table_args__ = (Index("ix_kept_message_name", "name", "key"),)

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)  # for this case only
    content: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class Incident(Base):
    """Work the machine could not finish, with the reason in a sentence."""

    __tablename__ = "incident"
    __table_args__ = (
        CheckConstraint("state in ('open', 'resolved', 'skipped')", name="state"),
        Index(
            "ix_incident_open",
            "opened_at",
            "id",
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
        Index("ix_incident_case", "case_id"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    run: Mapped[int] = mapped_column(default=1)
    kind: Mapped[str] = mapped_column(Text)  # "stuck", or the kind of the work row that gave up
    place: Mapped[str | None] = mapped_column(Text)
    process_id: Mapped[str | None] = mapped_column(Text)
    element: Mapped[str | None] = mapped_column(Text)
    work_id: Mapped[str | None] = mapped_column(Text)
    code: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default=OPEN)
    opened_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[str | None] = mapped_column(Text)


class Attachment(Base):
    """A file of a case. Its bytes are loaded only when asked for."""

    __tablename__ = "attachment"
    __table_args__ = (Index("ix_attachment_case", "case_id"),)

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))  # none until its form is accepted
    name: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(Text)
    size: Mapped[int]  # bytes
    sha256: Mapped[str] = mapped_column(Text)
    field: Mapped[str | None] = mapped_column(Text)
    uploaded_at: Mapped[datetime]
    uploaded_by: Mapped[str] = mapped_column(Text)
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))


class Submission(Base):
    """What one accepted submission did, so that sending it twice has one effect."""

    __tablename__ = "submission"

    scope: Mapped[str] = mapped_column(Text, primary_key=True)  # actor and route
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    request_hash: Mapped[str] = mapped_column(Text)
    response: Mapped[Any] = mapped_column(Json, nullable=True)
    created_at: Mapped[datetime] = mapped_column(index=True)
