"""Rows of calendars, clocks and escalations: what was promised, how reckoned, and who was asked for help."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.cases.models import Case
from engine.database import Base, Json

RUNNING, PAUSED, STOPPED, CANCELLED = "running", "paused", "stopped", "cancelled"
OPEN, ACKNOWLEDGED, TAKEN_OVER, RESOLVED = "open", "acknowledged", "taken_over", "resolved"
IS_RUNNING = text("state = 'running'")
KEPT, BROKEN = "kept", "broken"
IS_OPEN = text("state = 'open'")
IS_UNRESOLVED = text("state <> 'resolved'")


class CalendarRow(Base):
    """A business calendar as an administrator keeps it; seeded from processes/shared/calendars.yaml."""

    __tablename__ = "calendar"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    zone: Mapped[str] = mapped_column(Text)
    week: Mapped[Any] = mapped_column(Json)  # {"monday": ["09:00-12:30", "13:30-17:00"], ...}
    country: Mapped[str | None] = mapped_column(Text)  # ISO code whose public holidays are filled in
    subdivision: Mapped[str | None] = mapped_column(Text)
    holidays_until: Mapped[int | None]  # the last year filled in; an owner's deletions before it stay
    revision: Mapped[int] = mapped_column(default=1)  # raised by every change, holidays included
    changed_at: Mapped[datetime]


class Holiday(Base):
    """A day on which nobody of this calendar works."""

    __tablename__ = "holiday"

    calendar: Mapped[str] = mapped_column(ForeignKey("calendar.key"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(Text)


class NormProfile(Base):
    """The times that a rule asks for, as process owners keep them; seeded from processes/shared."""

    __tablename__ = "norm_profile"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    content: Mapped[Any] = mapped_column(Json)  # name -> "20 working days", a number or null
    revision: Mapped[int]
    changed_at: Mapped[datetime]


class Clock(Base):
    """One promise of one case. Its start only moves earlier, its due time only with a recorded reason."""

    __tablename__ = "clock"
    __table_args__ = (
        CheckConstraint("state in ('running', 'paused', 'stopped', 'cancelled')", name="state"),
        CheckConstraint("kind in ('statutory', 'service', 'internal')", name="kind"),
        Index("ix_clock_due", "due_at", "case_id", sqlite_where=IS_RUNNING, postgresql_where=IS_RUNNING),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id), primary_key=True)
    run: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default=RUNNING)
    calendar: Mapped[str] = mapped_column(Text)
    amount: Mapped[str] = mapped_column(Text)  # the target as given: "20 working days"
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    paused_since: Mapped[datetime | None]
    paused_seconds: Mapped[int] = mapped_column(default=0)  # in the target's measure, finished pauses only
    pauses: Mapped[list[dict[str, Any]]] = mapped_column(Json)  # [{"from", "to", "because", "until"}]
    points: Mapped[list[dict[str, Any]]] = mapped_column(
        Json
    )  # [{"at", "level", "code", "due", "passed"}], in order of due
    moves: Mapped[list[dict[str, Any]]] = mapped_column(Json)  # [{"at", "from", "to", "because"}] of due_at
    stopped_at: Mapped[datetime | None]
    stopped_by: Mapped[str | None] = mapped_column(Text)  # element, or why otherwise
    breached_at: Mapped[datetime | None]
    explanation: Mapped[str] = mapped_column(Text)

    @property
    def standing(self) -> str:
        """One word for people: running, paused, met, breached or cancelled."""
        if self.breached_at is not None:
            return "breached"
        return "met" if self.state == STOPPED else self.state


class CustomerPromise(Base):
    """Something that somebody promised the customer of a case, and by when."""

    __tablename__ = "promise"
    __table_args__ = (
        CheckConstraint("state in ('open', 'kept', 'broken')", name="state"),
        Index("ix_promise_case", "case_id"),
        Index("ix_promise_made", "made_by", "due_at", "id", sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id))
    run: Mapped[int]
    element: Mapped[str | None] = mapped_column(Text)  # the task whose form asked for it
    what: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime]
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(Text)
    made_by_name: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default=OPEN)
    warned_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    settled_by_name: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)


QUEUES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ix_escalation_queue", ("grp",)),
    ("ix_escalation_owner", ("owner_id",)),
    ("ix_escalation_all", ()),
)


class Escalation(Base):
    """A case that asked a higher level for help, until a supervisor resolves it."""

    __tablename__ = "escalation"
    __table_args__ = (
        CheckConstraint("state in ('open', 'acknowledged', 'taken_over', 'resolved')", name="state"),
        CheckConstraint("origin in ('clock', 'diagram', 'hand')", name="origin"),
        Index("ix_escalation_case", "case_id"),
        *(
            # of a group, in one person's hands, and all of them: each list is a short walk along one of these
            Index(name, *by, "raised_at", "id", sqlite_where=IS_UNRESOLVED, postgresql_where=IS_UNRESOLVED)
            for name, by in QUEUES
        ),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id))
    run: Mapped[int]
    origin: Mapped[str] = mapped_column(Text)
    level: Mapped[int]
    grp: Mapped[str | None] = mapped_column(Text)  # the group of that level
    code: Mapped[str] = mapped_column(Text)  # offered to the diagram
    reason: Mapped[str] = mapped_column(Text)
    clock: Mapped[str | None] = mapped_column(Text)  # key, where a clock raised it
    element: Mapped[str | None] = mapped_column(Text)  # where the diagram drew it
    state: Mapped[str] = mapped_column(Text, default=OPEN)
    raised_at: Mapped[datetime]
    raised_by: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[str | None] = mapped_column(Text)  # the supervisor who acknowledged or took over
    owner_name: Mapped[str | None] = mapped_column(Text)
    acknowledged_at: Mapped[datetime | None]
    taken_over_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[str | None] = mapped_column(Text)
    resolution: Mapped[str | None] = mapped_column(Text)
