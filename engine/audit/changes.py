"""Who changed accounts, catalogues, calendars and norm times, when, and what stood there before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from engine.audit.models import Change
from engine.audit.pictures import PICTURES, Picture, entry_picture
from engine.step import Step

Cursor = tuple[datetime, int]
PAGE = 50


@dataclass(frozen=True, kw_only=True)
class ChangeView:
    """One change. `before` and `after` hold only what differs, and no name that was not there."""

    id: int
    at: datetime
    by_id: str
    by: str
    kind: str
    subject: str
    part: str | None
    title: str
    what: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    @property
    def names(self) -> tuple[str, ...]:
        """What changed, in the order in which it is kept."""
        return tuple(dict.fromkeys((*self.before, *self.after)))

    @property
    def cursor(self) -> Cursor:
        """Where the page after this change begins."""
        return self.at, self.id


@contextmanager
def changing(
    step: Step, kind: str, subject: str, what: str, *, part: str | None = None, always: bool = False
) -> Iterator[None]:
    """Note what the block changes about a subject, in the same transaction; nothing where it changes nothing.

    `part` is the one entry of a catalogue that is changed. `always` notes it nevertheless: a new password is
    never shown, and still a change.
    """
    before = _picture(step.session, kind, subject, part)
    yield
    note(step, kind, subject, what, before, part=part, always=always)


def note(
    step: Step,
    kind: str,
    subject: str,
    what: str,
    before: Picture | None = None,
    *,
    part: str | None = None,
    always: bool = False,
) -> None:
    """The same for what was made just now, or where the subject is known only afterwards."""
    before = before or {}
    step.session.flush()
    after = _picture(step.session, kind, subject, part)
    differ = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    if not differ and not always:
        return
    step.session.add(
        Change(
            at=step.now,
            actor_id=step.actor.id,
            actor_name=step.actor.name,
            kind=kind,
            subject=subject,
            part=part,
            title=_title({**before, **after}, subject),
            what=what,
            before={name: before[name] for name in differ if name in before},
            after={name: after[name] for name in differ if name in after},
        )
    )
    step.session.flush()


def changes(
    session: Session,
    *,
    kind: str | None = None,
    subject: str | None = None,
    part: str | None = None,
    after: Cursor | None = None,
    limit: int = PAGE,
) -> tuple[ChangeView, ...]:
    """A page of changes, the latest first: of one kind, about one subject or a part of it, or all."""
    query = select(Change).order_by(Change.at.desc(), Change.id.desc()).limit(limit)
    if kind is not None:
        query = query.where(Change.kind == kind)
    if subject is not None:
        query = query.where(Change.subject == subject)
    if part is not None:
        query = query.where(Change.part == part)
    if after is not None:
        query = query.where(tuple_(Change.at, Change.id) < tuple_(*after))
    return tuple(
        ChangeView(
            id=row.id,
            at=row.at,
            by_id=row.actor_id,
            by=row.actor_name,
            kind=row.kind,
            subject=row.subject,
            part=row.part,
            title=row.title,
            what=row.what,
            before=row.before,
            after=row.after,
        )
        for row in session.scalars(query)
    )


def _picture(session: Session, kind: str, subject: str, part: str | None) -> Picture:
    return PICTURES[kind](session, subject) if part is None else entry_picture(session, subject, part)


def _title(picture: Picture, subject: str) -> str:
    named = (picture.get(name) for name in ("login", "title", "program", "person"))
    return str(next((one for one in named if one), subject))
