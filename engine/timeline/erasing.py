"""Erasing what entries say in full, so that personal data goes and the chain stays whole."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select, update

from engine.cases.models import Case
from engine.step import Step
from engine.timeline.models import Payload, TimelineEntry
from engine.timeline.recording import Happening, record

VERB = "content erased"


def erase_contents(
    step: Step,
    case: Case,
    reason: str,
    *,
    only: Collection[int] | None = None,
    said: Mapping[str, Any] | None = None,
) -> int:
    """Erase the contents of a case's entries (of these numbers, or all); says how many were erased.

    The case must be locked. The entries stay, with who, when and what of them; one more says which contents
    were erased, by whom and why. That entry's own content is never erased: it is what tells a rightful
    erasure from a hole; `said` is what else it tells. The case file, letters and files are not touched here.
    """
    query = (
        select(TimelineEntry.seq, Payload.id)
        .join(Payload, Payload.id == TimelineEntry.payload_id)
        .where(TimelineEntry.case_id == case.id, TimelineEntry.verb != VERB, Payload.content.is_not(None))
        .order_by(TimelineEntry.seq)
    )
    found = [(seq, key) for seq, key in step.session.execute(query) if only is None or seq in only]
    if not found:
        return 0
    step.session.execute(
        update(Payload),
        [{"id": key, "content": None, "salt": None, "erased_at": step.now} for _, key in found],
    )
    told = {"entries": [seq for seq, _ in found], "reason": reason, **(said or {})}
    record(step, case, Happening(verb=VERB, content=told))
    return len(found)
