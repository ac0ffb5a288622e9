"""Signed heads: one statement over where every case's chain ends, linked to the statement before."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

import simplejson
from sqlalchemy import and_, func, insert, select
from sqlalchemy.orm import Session, aliased

from engine.audit.epoch import restore_epoch
from engine.audit.errors import HeadMeanwhile, TimelineBroken
from engine.audit.faults import DELETED, FORGED, SWAPPED, Fault
from engine.audit.merkle import Tree
from engine.audit.models import TreeHead, TreeLeaf
from engine.audit.rows import LEAF, Leaf, Whole, every_case, one_moment
from engine.audit.signing import SigningKey
from engine.cases.models import Case
from engine.database import Database
from engine.timeline.chain import canonical
from engine.work.once import insert_once

FORMAT = 1
_LATER = aliased(TreeLeaf)
_LAST = select(func.max(_LATER.head)).where(_LATER.case_id == TreeLeaf.case_id).scalar_subquery()
_ENDS = (  # where every case stands, and where it stood under the last head that knew it
    select(
        Case.id,
        Case.last_seq,
        Case.last_hash,
        Case.reference,
        TreeLeaf.seq,
        TreeLeaf.hash,
        TreeLeaf.reference,
    )
    .outerjoin(TreeLeaf, and_(TreeLeaf.case_id == Case.id, TreeLeaf.head == _LAST))
    .order_by(Case.id)
)
AT_ONCE = 500  # cases in memory at a time


@dataclass(frozen=True, kw_only=True)
class Head:
    """A signed statement. Its fields are those of the statement, the text that is signed."""

    number: int
    made_at: str
    epoch: int  # how often the store came back from a backup
    size: int  # cases
    root: str
    previous: str  # hash of the former statement; empty for the first
    key: str  # id of the public key
    statement: str
    signature: str

    @property
    def hash(self) -> str:
        """What the next statement names this one by."""
        return statement_hash(self.statement)


def read_head(statement: str, signature: str) -> Head:
    """A head from its text; ValueError when it is none."""
    try:
        said = simplejson.loads(statement)
        if said.pop("format") != FORMAT:
            raise ValueError("another format")
        return Head(**said, statement=statement, signature=signature)
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"no statement of a head: {error}") from error


def statement_hash(statement: str) -> str:
    """SHA-256 of a statement, in hex."""
    return hashlib.sha256(statement.encode()).hexdigest()


def last_head(session: Session) -> Head | None:
    """The newest signed head, if there is any."""
    row = session.scalar(select(TreeHead).order_by(TreeHead.number.desc()).limit(1))
    return None if row is None else read_head(row.statement, row.signature)


def sign_head(database: Database, key: SigningKey, now: datetime) -> Head | None:
    """Sign where all cases stand now; None when none has changed since the last head.

    Before it signs, it checks that every case continues what was signed last, so that no tampering is
    ever signed: TimelineBroken names the first. HeadMeanwhile when another program was faster.
    """
    with database.read() as session:
        one_moment(session)
        former = last_head(session)
        tree, changed = _gather(session, former)
        epoch = restore_epoch(session)
    if former is not None and not changed and former.size == tree.size and former.key == key.public.id:
        return None
    number = former.number + 1 if former else 1
    statement = canonical(
        {
            "format": FORMAT,
            "number": number,
            "made_at": now.isoformat(timespec="microseconds"),
            "epoch": epoch,
            "size": tree.size,
            "root": tree.root(),
            "previous": former.hash if former else "",
            "key": key.public.id,
        }
    ).decode()
    head = read_head(statement, key.sign(statement))
    with database.write() as session:
        if not insert_once(
            session, TreeHead, number=number, made_at=now, statement=statement, signature=head.signature
        ):
            raise HeadMeanwhile(f"number {number}")
        if changed:
            session.execute(insert(TreeLeaf), [{**leaf.__dict__, "head": number} for leaf in changed])
    return head


def _gather(session: Session, former: Head | None) -> tuple[Tree, list[Leaf]]:
    """The tree over all cases as they are, and the leaves that are new; what was signed is checked again."""
    gone = next(every_case(session, _gone(session), entries=False), None)
    if gone is not None:
        raise TimelineBroken(_deleted(gone))
    signed = present = Tree()
    changed: list[Leaf] = []
    for row in session.execute(_ENDS.execution_options(yield_per=AT_ONCE)):
        case_id, seq, end, reference, *then = row
        content = LEAF.format(case_id, seq, end, reference).encode()
        before = None if then[0] is None else LEAF.format(case_id, *then).encode()
        if content != before:
            changed.append(Leaf(case_id=case_id, head=0, reference=reference, seq=seq, hash=end))
            if present is signed:
                present = signed.copy()
        if before is not None:
            signed.add(before)
        if present is not signed:
            present.add(content)
    if former is not None and (signed.root() != former.root or signed.size != former.size):
        words = "The list of cases kept beside it is not what was signed."
        raise TimelineBroken(Fault(reference=f"Head {former.number}", number=0, kind=FORGED, words=words))
    for start in range(0, len(changed), AT_ONCE):
        batch = [leaf.case_id for leaf in changed[start : start + AT_ONCE]]
        for whole in every_case(session, batch):
            fault = case_fault(whole)
            if fault is not None:
                raise TimelineBroken(fault)
    return present, changed


def case_fault(whole: Whole) -> Fault | None:
    """What is wrong with a case as a whole, or else the first thing wrong with its chain."""
    if not whole.there:
        return _deleted(whole)
    signed = [*whole.leaves, *([whole.told] if whole.told else [])]
    named = {leaf.reference for leaf in signed} - {whole.reference}
    if named:
        words = f"This case was signed as {', '.join(sorted(named))}."
        return Fault(reference=whole.reference, number=0, kind=SWAPPED, words=words)
    return whole.chain.first_fault()


def first_fault(session: Session, case_id: int) -> Fault | None:
    """What is wrong with one case, if anything is."""
    return next((fault for whole in every_case(session, [case_id]) if (fault := case_fault(whole))), None)


def _gone(session: Session) -> list[int]:
    """The first case that was signed and has no row any more, if there is one."""
    query = select(TreeLeaf.case_id).where(TreeLeaf.case_id.not_in(select(Case.id)))
    return list(session.scalars(query.order_by(TreeLeaf.case_id).limit(1)))


def _deleted(whole: Whole) -> Fault:
    leaf = whole.told or whole.leaf
    words = f"It had {leaf.seq} entries." if leaf else "There are entries of a case without its row."
    return Fault(reference=whole.reference, number=0, kind=DELETED, words=words)
