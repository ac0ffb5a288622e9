"""Rows of tasks: what waits for a person, and who may do it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.database import Base, Json

OPEN, COMPLETED, CANCELLED = "open", "completed", "cancelled"
IS_OPEN = text("state = 'open'")


class Task(Base):
    """One user task of a case. `grp` is the first of its candidate groups (usually its lane)."""

    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint("state in ('open', 'completed', 'cancelled')", name="state"),
        UniqueConstraint("case_id", "run", "place"),
        Index("ix_task_group", "grp", "sort_at", "id", sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
        Index(
            "ix_task_assignee", "assignee_id", "sort_at", "id", sqlite_where=IS_OPEN, postgresql_where=IS_OPEN
        ),
        Index("ix_task_due", "sort_at", "id", sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    run: Mapped[int]
    place: Mapped[str] = mapped_column(Text)  # the token's id in the execution
    scope: Mapped[str | None] = mapped_column(Text)  # ids of the activities around it, as "7*/9"
    process_id: Mapped[str] = mapped_column(Text)  # the BPMN process, for the drawing
    element: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    lane: Mapped[str | None] = mapped_column(Text)
    grp: Mapped[str | None] = mapped_column(Text)
    form: Mapped[str | None] = mapped_column(Text)
    assignee_id: Mapped[str | None] = mapped_column(Text)
    instance: Mapped[int | None]  # 1 for the first of a multi-instance activity
    local: Mapped[dict[str, Any]] = mapped_column(Json)  # variables only this task sees
    not_by: Mapped[list[str]] = mapped_column(Json)  # elements whose completer may not do this one
    rules: Mapped[Any] = mapped_column(Json, nullable=True)  # what else holds for its people, see PeopleRules
    priority: Mapped[int] = mapped_column(default=50)
    due_at: Mapped[datetime | None]
    follow_up_at: Mapped[datetime | None]
    sort_at: Mapped[datetime]  # due_at, or the end of time: pages need a total order
    state: Mapped[str] = mapped_column(Text, default=OPEN)
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(Text)
    ended_for: Mapped[str | None] = mapped_column(Text)  # whom the completer stood in for
    ended_by_name: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(
        default=1
    )  # raised when its form is asked anew; a stale form is refused
    payload_id: Mapped[str | None] = mapped_column(Text)  # the accepted answer


class TaskCandidate(Base):
    """A group or person who may take an open task; copies of its state keep the inbox one index."""

    __tablename__ = "task_candidate"
    __table_args__ = (
        CheckConstraint("kind in ('group', 'person')", name="kind"),
        Index(
            "ix_task_candidate_open",
            "kind",
            "ref",
            "sort_at",
            "task_id",
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
    )

    task_id: Mapped[str] = mapped_column(ForeignKey("task.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    ref: Mapped[str] = mapped_column(Text, primary_key=True)  # group key or person id
    sort_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(Text, default=OPEN)  # "open" only while nobody has claimed the task
