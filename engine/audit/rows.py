"""Reading all cases of a store for the proof, one after the other, however many there are.

Values are taken as they lie in the rows: whoever tampers may write nonsense, which must be found and not
stop the search.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

import simplejson
from sqlalchemy import Select, Text, select, type_coerce
from sqlalchemy.orm import Session

from engine.audit.faults import CHANGED, ERASED, MISSING, WHOLE, Chain, Kept
from engine.audit.models import TreeLeaf
from engine.cases.models import Case
from engine.database import dialect_of
from engine.timeline.chain import Link, commitment
from engine.timeline.erasing import VERB
from engine.timeline.models import Payload, TimelineEntry

LEAF = "{} {} {} {}"  # case, number and hash of its last entry, reference: what a leaf of the tree says
AT_ONCE = 2_000  # rows held in memory of each stream
LINK = ("case_id", "seq", "run", "actor_id", "actor_kind", "on_behalf_of", "verb", "element", "version")
Found = Select[*tuple[Any, ...]]


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """Where a case's chain ended under the head of this number."""

    case_id: int
    head: int
    reference: str
    seq: int
    hash: str

    def content(self) -> bytes:
        """What is hashed into the tree."""
        return LEAF.format(self.case_id, self.seq, self.hash, self.reference).encode()


@dataclass(frozen=True, kw_only=True)
class Whole:
    """Everything kept of one case. The reference is that of its row, or else of a leaf."""

    case_id: int
    reference: str
    there: bool  # whether the case has its row
    leaves: Sequence[Leaf]  # in the order of heads
    told: Leaf | None  # where somebody else says it ended
    chain: Chain

    @property
    def leaf(self) -> Leaf | None:
        """Where the chain ended under the last head that knew the case."""
        return self.leaves[-1] if self.leaves else None


def one_moment(session: Session) -> None:
    """Let everything read in this session be of one moment; nothing may have been read in it before."""
    if dialect_of(session) == "postgresql":
        if session.in_transaction():
            raise ValueError("this session has begun already and sees later commits")
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def every_case(
    session: Session,
    only: Sequence[int] | None = None,
    *,
    entries: bool = True,
    told: Iterable[Leaf] = (),
) -> Iterator[Whole]:
    """Every case (or these) that has a row, an entry or a leaf, by its id; `entries=False` leaves those out.

    `told` are leaves from elsewhere, such as an export, by case id: each case is held against them too.
    """
    cases = _restricted(
        select(Case.id, Case.reference, Case.last_seq, Case.last_hash).order_by(Case.id), Case.id, only
    )
    leaves = _restricted(
        select(TreeLeaf.case_id, TreeLeaf.head, TreeLeaf.reference, TreeLeaf.seq, TreeLeaf.hash).order_by(
            TreeLeaf.case_id, TreeLeaf.head
        ),
        TreeLeaf.case_id,
        only,
    )
    streams: list[Iterable[tuple[int, str, Any]]] = [
        ((row[0], "case", row) for row in _rows(session, cases)),
        ((row[0], "leaf", _leaf(row)) for row in _rows(session, leaves)),
        ((leaf.case_id, "told", leaf) for leaf in told if only is None or leaf.case_id in only),
    ]
    if entries:
        found = _restricted(_entries(), TimelineEntry.case_id, only)
        streams.append((row.case_id, "entry", row) for row in _rows(session, found))
    merged = heapq.merge(*streams, key=lambda item: item[0])
    for case_id, items in groupby(merged, key=lambda item: item[0]):
        yield _whole(session, case_id, list(items))


def _whole(session: Session, case_id: int, items: Sequence[tuple[int, str, Any]]) -> Whole:
    row = next((row for _, kind, row in items if kind == "case"), None)
    leaves = [leaf for _, kind, leaf in items if kind == "leaf"]
    told = [leaf for _, kind, leaf in items if kind == "told"]
    entries = [_kept(entry) for _, kind, entry in items if kind == "entry"]
    known = next((one.reference for one in (row, *told, *reversed(leaves)) if one is not None), None)
    reference = known or f"case number {case_id}"
    chain = Chain(
        reference=reference,
        entries=entries,
        points={leaf.seq: leaf.hash for leaf in (*leaves, *told)},
        last=(row.last_seq, row.last_hash) if row else None,
        case_of=lambda hashes: _case_of(session, case_id, hashes),
    )
    return Whole(
        case_id=case_id,
        reference=reference,
        there=row is not None,
        leaves=leaves,
        told=told[-1] if told else None,
        chain=chain,
    )


def _leaf(row: Any) -> Leaf:
    return Leaf(case_id=row.case_id, head=row.head, reference=row.reference, seq=row.seq, hash=row.hash)


def _entries() -> Found:
    return (
        select(
            *(getattr(TimelineEntry, name) for name in LINK),
            type_coerce(TimelineEntry.at, Text).label("at"),
            TimelineEntry.payload_hash,
            TimelineEntry.previous_hash,
            TimelineEntry.hash,
            Payload.id.label("payload_id"),
            Payload.salt,
            Payload.content,
            type_coerce(Payload.erased_at, Text).label("erased_at"),
        )
        .outerjoin(Payload, Payload.id == TimelineEntry.payload_id)
        .order_by(TimelineEntry.case_id, TimelineEntry.seq)
    )


def _restricted(query: Found, column: Any, only: Sequence[int] | None) -> Found:
    return query if only is None else query.where(column.in_(only))


def _rows(session: Session, query: Found) -> Iterator[Any]:
    yield from session.execute(query.execution_options(yield_per=AT_ONCE))


def _kept(row: Any) -> Kept:
    content, erases = _content(row)
    fields = {name: getattr(row, name) for name in LINK}
    return Kept(
        link=Link(**fields, at=_instant(row.at), payload_hash=row.payload_hash),
        previous_hash=row.previous_hash,
        hash=row.hash,
        content=content,
        erases=erases,
    )


def _instant(value: Any) -> Any:
    """SQLite keeps instants as text in UTC; PostgreSQL gives them as they are."""
    if isinstance(value, str):
        try:
            return datetime.fromisoformat(f"{value}+00:00")
        except ValueError:
            return None
    return value


def _content(row: Any) -> tuple[str, frozenset[int]]:
    if row.payload_id is None:
        return MISSING, frozenset()
    if row.content is None and row.salt is None:
        return (ERASED if row.erased_at is not None else MISSING), frozenset()
    if row.content is None or row.salt is None:
        return CHANGED, frozenset()  # an erasure empties both: what is there alone was put there afterwards
    try:
        whole = commitment(row.salt, row.content) == row.payload_hash
    except TypeError:
        return CHANGED, frozenset()
    if not whole:
        return CHANGED, frozenset()
    if row.verb != VERB:
        return WHOLE, frozenset()
    return WHOLE, frozenset(simplejson.loads(row.content).get("entries", ()))


def _case_of(session: Session, case_id: int, hashes: Sequence[str]) -> int | None:
    """Another case whose chain ended with one of these hashes, now or under a head."""
    for number in (TreeLeaf.case_id, Case.id):
        column = TreeLeaf.hash if number is TreeLeaf.case_id else Case.last_hash
        found = session.scalar(select(number).where(column.in_(hashes), number != case_id).limit(1))
        if found is not None:
            return found
    return None
