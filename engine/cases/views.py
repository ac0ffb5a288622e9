"""What pages and programs are shown of cases: frozen rows, loaded once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.cases.ahead import NextStep
from engine.clocks.customer_promises import PromiseView
from engine.clocks.queries import ClockView, EscalationView
from engine.tasks.queries import TaskLine

PAGE = 50
Cursor = tuple[datetime, int]


@dataclass(frozen=True, kw_only=True)
class CaseFilter:
    """Which cases, the latest opened first."""

    words: str = ""
    process: str | None = None
    state: str | None = None
    status: str | None = None
    owner_id: str | None = None
    group: str | None = None
    opened_from: datetime | None = None
    opened_before: datetime | None = None
    after: Cursor | None = None
    limit: int = PAGE


@dataclass(frozen=True, kw_only=True)
class CaseLine:
    """One case as a list shows it."""

    id: int
    reference: str
    process: str
    summary: str
    status: str
    status_title: str
    state: str
    opened_at: datetime
    received_at: datetime
    ended_at: datetime | None
    due_at: datetime | None
    owner_id: str | None
    owner: str | None
    owner_group: str | None
    priority: int
    held: bool


@dataclass(frozen=True, kw_only=True)
class CasePage:
    """Some lines of a list, and where the next ones begin."""

    lines: tuple[CaseLine, ...]
    next: Cursor | None


@dataclass(frozen=True, kw_only=True)
class PlaceView:
    """Where the case stands on the drawing. `kind` is task, timer, message, signal, worker or incident."""

    process_id: str
    element: str
    name: str
    kind: str
    host: str | None  # the activity a boundary event hangs on: it waits beside a token, it holds none
    since: datetime
    due_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class DoneStep:
    """A user task that was completed, and can be corrected or sent back to."""

    task_id: str
    element: str
    name: str
    instance: int | None
    by: str
    at: datetime
    form: str | None


@dataclass(frozen=True, kw_only=True)
class FileView:
    """A file of the case, without its bytes."""

    id: str
    name: str
    media_type: str
    size: int
    uploaded_at: datetime


@dataclass(frozen=True, kw_only=True)
class LetterView:
    """A letter of the case."""

    id: str
    key: str
    channel: str
    recipient: str
    subject: str
    text: str
    audience: str
    state: str
    created_at: datetime
    sent_at: datetime | None
    error: str | None


@dataclass(frozen=True, kw_only=True)
class LinkView:
    """Another case that belongs to this one; `kind` is what this case is to the other."""

    reference: str
    kind: str
    summary: str
    state: str
    status_title: str


@dataclass(frozen=True, kw_only=True)
class CaseGlance(CaseLine):
    """What a task's page says about its case."""

    customer_name: str | None
    clocks: tuple[ClockView, ...]


@dataclass(frozen=True, kw_only=True)
class CaseView(CaseLine):
    """Everything a case page shows, beside the timeline."""

    process_title: str
    version: str
    run: int
    customer_name: str | None
    customer_email: str | None
    file: Mapping[str, Any]
    places: tuple[PlaceView, ...]
    tasks: tuple[TaskLine, ...]
    done: tuple[DoneStep, ...]
    ahead: tuple[NextStep, ...]
    clocks: tuple[ClockView, ...]
    promises: tuple[PromiseView, ...]
    escalations: tuple[EscalationView, ...]
    files: tuple[FileView, ...]
    letters: tuple[LetterView, ...]
    links: tuple[LinkView, ...]
    merged_into: str | None  # reference of the case it leads to since they were merged
    people: tuple[str, ...]  # who worked on it, in the order they came
