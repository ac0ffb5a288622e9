"""Reading a case's timeline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import simplejson
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.timeline.models import Payload, TimelineEntry

PAGE = 200
WALK = "walk"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that happened. `content` is empty and `erased` set where personal data was erased."""

    seq: int
    run: int
    at: datetime
    actor_id: str
    actor_kind: str
    by: str
    on_behalf_of: str | None
    verb: str
    element: str | None
    version: str
    content: Mapping[str, Any]
    walk: tuple[tuple[str, str, str], ...]  # verb, process, element or flow
    erased: bool
    hash: str


def timeline(
    session: Session, case_id: int, *, before: int | None = None, after: int | None = None, limit: int = PAGE
) -> tuple[Entry, ...]:
    """Entries of a case in their order: the first ones after a number, or the last ones before one."""
    query = (
        select(TimelineEntry, Payload.content)
        .outerjoin(Payload, Payload.id == TimelineEntry.payload_id)
        .where(TimelineEntry.case_id == case_id)
        .limit(limit)
    )
    if before is not None:
        rows = session.execute(
            query.where(TimelineEntry.seq < before).order_by(TimelineEntry.seq.desc())
        ).all()
        return tuple(_entry(*row) for row in reversed(rows))
    if after is not None:
        query = query.where(TimelineEntry.seq > after)
    return tuple(_entry(*row) for row in session.execute(query.order_by(TimelineEntry.seq)))


def _entry(entry: TimelineEntry, payload: bytes | None) -> Entry:
    content: dict[str, Any] = simplejson.loads(payload, use_decimal=True) if payload is not None else {}
    walk = content.pop(WALK, [])
    return Entry(
        seq=entry.seq,
        run=entry.run,
        at=entry.at,
        actor_id=entry.actor_id,
        actor_kind=entry.actor_kind,
        by=content.pop("by", ""),
        on_behalf_of=entry.on_behalf_of,
        verb=entry.verb,
        element=entry.element,
        version=entry.version,
        content=content,
        walk=tuple((move[0], move[1], move[2]) for move in walk),
        erased=payload is None,
        hash=entry.hash,
    )
