"""The timeline of a case as evidence: every link of its chain, with what each entry said."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.audit.models import TreeHead, TreeLeaf
from engine.timeline.chain import Link, commitment, link_hash
from engine.timeline.models import Payload, TimelineEntry

FIELDS = tuple(Link.__dataclass_fields__)


def chain_of(session: Session, case_id: int, secrets: Collection[str]) -> list[dict[str, Any]]:
    """The links in order. What holds a customer's secret is withheld: its commitment stays."""
    query = (
        select(TimelineEntry, Payload)
        .outerjoin(Payload, Payload.id == TimelineEntry.payload_id)
        .where(TimelineEntry.case_id == case_id)
        .order_by(TimelineEntry.seq)
    )
    return [_link(entry, payload, secrets) for entry, payload in session.execute(query)]


def heads_over(session: Session, case_id: int) -> list[dict[str, Any]]:
    """The signed heads under which this case's chain stood, with where it stood."""
    query = (
        select(TreeLeaf, TreeHead)
        .join(TreeHead, TreeHead.number == TreeLeaf.head)
        .where(TreeLeaf.case_id == case_id)
        .order_by(TreeLeaf.head)
    )
    return [
        {
            "head": head.number,
            "seq": leaf.seq,
            "hash": leaf.hash,
            "statement": head.statement,
            "signature": head.signature,
        }
        for leaf, head in session.execute(query)
    ]


def first_false(links: Sequence[Mapping[str, Any]]) -> int | None:
    """The number of the first entry that does not follow from those before it; None when all do."""
    previous = ""
    for expected, link in enumerate(links, start=1):
        fields = {name: link[name] for name in FIELDS}
        fields["at"] = datetime.fromisoformat(link["at"])
        whole = link["seq"] == expected and link["previous_hash"] == previous
        if not whole or link_hash(Link(**fields), previous) != link["hash"] or not _says(link):
            return expected
        previous = link["hash"]
    return None


def _says(link: Mapping[str, Any]) -> bool:
    """Whether the content is what was committed to; one that is not here cannot be asked."""
    if link["content"] is None:
        return True
    made = commitment(bytes.fromhex(link["salt"]), str(link["content"]).encode())
    return made == str(link["payload_hash"])


def _link(entry: TimelineEntry, payload: Payload | None, secrets: Collection[str]) -> dict[str, Any]:
    fields: dict[str, Any] = {name: getattr(entry, name) for name in FIELDS}
    content = payload.content.decode() if payload is not None and payload.content is not None else None
    missing = None if content is not None else "erased"
    if content is not None and any(secret in content for secret in secrets):
        content, missing = None, "withheld: it holds a customer's secret"
    salt = payload.salt.hex() if content is not None and payload is not None and payload.salt else None
    return {
        **fields,
        "at": entry.at.isoformat(),
        "previous_hash": entry.previous_hash,
        "hash": entry.hash,
        "salt": salt,
        "content": content,
        "missing": missing,
    }
