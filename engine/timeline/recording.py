"""Writing the timeline: what happened joins the case's chain in the transaction that did it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

from engine.cases.models import Case
from engine.step import Step
from engine.timeline.chain import Link, canonical, commitment, link_hash
from engine.timeline.models import Payload, TimelineEntry
from engine.writing import Write, insert_into, write

# Into the tables themselves: nobody reads these rows as objects in the step that writes them.
_INSERT_PAYLOADS = insert_into(Payload)
_INSERT_ENTRIES = insert_into(TimelineEntry).inline()


@dataclass(frozen=True, kw_only=True)
class Happening:
    """Something that happened to a case and is to be recorded."""

    verb: str  # a past form: "task completed"
    element: str | None = None
    content: Mapping[str, Any] = field(default_factory=dict)  # JSON-plain; may be personal, can be erased
    payload_id: str = field(default_factory=lambda: uuid4().hex)

    def telling(self, **more: Any) -> Happening:
        """The same happening with more to say."""
        return replace(self, content={**self.content, **more})


def record(step: Step, case: Case, happening: Happening) -> None:
    """Append one happening; the case row must be locked by this transaction."""
    record_all(step, case, [happening])


def record_all(step: Step, case: Case, happenings: Sequence[Happening]) -> None:
    """Append happenings in their order."""
    for statement, rows in entries_of(step, case, happenings):  # the unit of work then writes the case once
        write(step.session, statement, rows)


def entries_of(step: Step, case: Case, happenings: Sequence[Happening]) -> list[Write]:
    """What appends happenings: one insert for payloads, one for entries. The case's head moves on at once."""
    if not happenings:
        return []
    entries: list[dict[str, Any]] = []
    payloads: list[dict[str, Any]] = []
    for happening in happenings:
        said = {"by": step.actor.name, **happening.content}
        salt, content = secrets.token_bytes(16), canonical(said)
        link = _link(step, case, happening, commitment(salt, content))
        previous = case.last_hash
        case.last_seq, case.last_hash = link.seq, link_hash(link, previous)
        entries.append(
            {
                **link.__dict__,
                "payload_id": happening.payload_id,
                "previous_hash": previous,
                "hash": case.last_hash,
            }
        )
        payloads.append({"id": happening.payload_id, "case_id": case.id, "salt": salt, "content": content})
    return [(_INSERT_PAYLOADS, payloads), (_INSERT_ENTRIES, entries)]


def _link(step: Step, case: Case, happening: Happening, payload_hash: str) -> Link:
    return Link(
        case_id=case.id,
        seq=case.last_seq + 1,
        run=case.run,
        at=step.now,
        actor_id=step.actor.id,
        actor_kind=step.actor.kind,
        on_behalf_of=step.actor.on_behalf_of,
        verb=happening.verb,
        element=happening.element,
        version=case.version,
        payload_hash=payload_hash,
    )
