"""Rows of jobs for outside workers: what waits for which type of program, and who has it just now."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.database import Base, Json

MOST_RETRIES = 100
LONGEST_PAUSE = timedelta(days=31)  # that a program may ask for between two tries


class OutsideJob(Base):
    """One place of a case that waits for a program. The row goes when the place does.

    It is given to programs while `retries` are left and `visible_at` is past, to one at a time: whoever shows
    `lease_token` has it. A lease that ran out counts until another program takes the job, and is a try used.
    """

    __tablename__ = "outside_job"
    __table_args__ = (
        UniqueConstraint("case_id", "run", "place"),
        Index("ix_outside_job_type", "type", "visible_at", "id"),
        Index("ix_outside_job_lease", "lease_token"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)  # see `job_id`
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    run: Mapped[int]
    place: Mapped[str] = mapped_column(Text)
    process_id: Mapped[str] = mapped_column(Text)  # the BPMN process, for the drawing
    element: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)  # of the task
    type: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)  # of the worker
    grp: Mapped[str] = mapped_column(Text)  # whose tokens may take it
    variables: Mapped[Any] = mapped_column(Json)  # what the input mappings hand over, nothing else
    headers: Mapped[Any] = mapped_column(Json)
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime | None]  # where process.yaml says within what time it is to be done
    retries: Mapped[int]  # how often it may still be tried; 0: given to people as an incident
    failures: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str | None] = mapped_column(Text)  # of the last failure
    visible_at: Mapped[datetime]
    worker: Mapped[str | None] = mapped_column(Text)  # the program that took it last
    lease_token: Mapped[str | None] = mapped_column(Text)
    lease_until: Mapped[datetime | None]


def job_id(reference: str, run: int, place: str) -> str:
    """What programs call a job: the same however often it is taken, and after a merge that was undone.

    It names the case, so that whatever is kept under it can be found when the case is erased.
    """
    return f"{reference}.{run}.{place}"
