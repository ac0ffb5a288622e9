"""Verifying a whole store, or an exported file with no store at hand: what is wrong, and where first."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.audit.export import Export, Told
from engine.audit.faults import CUT, DELETED, EDITED, SWAPPED, Chain, Fault
from engine.audit.heads import case_fault
from engine.audit.merkle import Tree
from engine.audit.models import TreeHead
from engine.audit.rows import every_case, one_moment
from engine.audit.signing import PublicKey
from engine.audit.succession import Succession, check_heads, head_fault

MOST_FAULTS = 100  # told one by one; the rest is counted


@dataclass(kw_only=True)
class Report:
    """What was looked at and what was found: the faults of heads first, then one per case, by its id."""

    cases: int = 0
    entries: int = 0
    heads: int = 0
    unsigned: int = 0  # cases that changed or were opened after the last head
    found: int = 0
    faults: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault | None) -> None:
        """Keep a fault, if there is one."""
        if fault is not None:
            self.found += 1
            if len(self.faults) < MOST_FAULTS:
                self.faults.append(fault)


def verify_store(
    session: Session,
    keys: Mapping[str, PublicKey],
    *,
    against: Export | None = None,
    only: int | None = None,
) -> Report:
    """Verify heads and every case (or one) of a store, also against what was exported from it before.

    `keys` are the trusted public keys by id. Raises ExportUnreadable when the export is none, or broken.
    """
    one_moment(session)
    signed = session.execute(select(TreeHead.statement, TreeHead.signature).order_by(TreeHead.number))
    succession = check_heads(((row.statement, row.signature) for row in signed), keys)
    report = Report(heads=len(succession.heads))
    report.add(succession.fault)
    if against is not None:
        _compare_heads(report, succession, check_heads(against.heads(), keys))
    tree = Tree()
    told = against.leaves() if against is not None else ()
    for whole in every_case(session, None if only is None else [only], told=told):
        report.cases += whole.there
        report.entries += len(whole.chain.entries)
        report.unsigned += whole.there and (whole.leaf is None or whole.leaf.seq < len(whole.chain.entries))
        report.add(case_fault(whole))
        if whole.leaf is not None:
            tree.add(whole.leaf.content())
    if only is None:
        _compare_root(report, succession, tree)
    return report


def verify_export(export: Export, keys: Mapping[str, PublicKey], *, former: Export | None = None) -> Report:
    """Verify an exported file by itself, and that it continues a former one."""
    succession = check_heads(export.heads(), keys)
    report = Report(heads=len(succession.heads))
    report.add(succession.fault)
    if not succession.heads and succession.fault is None:
        report.add(head_fault(1, "The file has no signed head."))
    if former is not None:
        _compare_heads(report, succession, check_heads(former.heads(), keys))
    tree = Tree()
    for present, past in _side_by_side(export, former):
        report.add(_told_fault(present, past))
        if present is not None:
            report.cases += 1
            report.entries += len(present.entries or ())
            tree.add(present.leaf.content())
    _compare_root(report, succession, tree)
    return report


def _compare_heads(report: Report, succession: Succession, told: Succession) -> None:
    """What was exported once must still be there."""
    report.add(told.fault)
    if told.last is not None and succession.fault is None and not succession.holds(told.last):
        report.add(head_fault(told.last.number, "It was exported, and is not here or is another one."))


def _compare_root(report: Report, succession: Succession, tree: Tree) -> None:
    head = succession.last
    if head is None or succession.fault is not None:
        return
    if head.size != tree.size or head.root != tree.root():
        report.add(head_fault(head.number, "The list of cases kept beside it is not what was signed."))


def _side_by_side(export: Export, former: Export | None) -> Iterator[tuple[Told | None, Told | None]]:
    """Every case as it is told now and as it was told before."""
    now = ((told.leaf.case_id, 0, told) for told in export.cases())
    before = ((told.leaf.case_id, 1, told) for told in former.cases()) if former is not None else iter(())
    merged = heapq.merge(now, before, key=lambda item: item[:2])
    for _, items in groupby(merged, key=lambda item: item[0]):
        found = {which: told for _, which, told in items}
        yield found.get(0), found.get(1)


def _told_fault(present: Told | None, past: Told | None) -> Fault | None:
    if present is None:
        if past is None:
            return None
        words = f"It had {past.leaf.seq} entries when it was exported before."
        return Fault(reference=past.leaf.reference, number=0, kind=DELETED, words=words)
    leaf = present.leaf
    points = {leaf.seq: leaf.hash}
    if past is not None:
        if past.leaf.reference != leaf.reference:
            words = f"This case was exported as {past.leaf.reference}."
            return Fault(reference=leaf.reference, number=0, kind=SWAPPED, words=words)
        if past.leaf.seq > leaf.seq:
            words = f"{past.leaf.seq} entries were exported before, {leaf.seq} are left."
            return Fault(reference=leaf.reference, number=leaf.seq + 1, kind=CUT, words=words)
        if past.leaf.seq == leaf.seq and past.leaf.hash != leaf.hash:
            words = "The chain was written anew: it does not end as it was exported before."
            return Fault(reference=leaf.reference, number=leaf.seq, kind=EDITED, words=words)
        points[past.leaf.seq] = past.leaf.hash
    if present.entries is None:
        return None
    last = (leaf.seq, leaf.hash)
    return Chain(reference=leaf.reference, entries=present.entries, points=points, last=last).first_fault()
