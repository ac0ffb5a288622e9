"""Finding what is wrong with one case's chain: pure, over its entries and what was signed of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from engine.timeline.chain import Link, link_hash

WHOLE, CHANGED, MISSING, ERASED = "whole", "changed", "missing", "erased"  # what an entry's content can be
EDITED, ABSENT, CUT, DELETED = "edited", "missing", "cut tail", "deleted case"  # what can be wrong
INSERTED, SWAPPED, REORDERED, FORGED = "inserted", "swapped", "reordered", "head"
UNKNOWN = "The case itself knows of no entry with this number."
ENTRY_CHANGED = "This entry was changed after it was written."


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One entry as the store keeps it. `erases` are the numbers whose contents it says were erased."""

    link: Link
    previous_hash: str
    hash: str
    content: str = WHOLE
    erases: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Fault:
    """The first thing wrong with a case's timeline. Number 0 means the case as a whole."""

    reference: str
    number: int
    kind: str
    words: str

    def __str__(self) -> str:
        """The line people read."""
        where = f"{self.reference} entry {self.number}" if self.number else self.reference
        return f"{where}: {self.kind}. {self.words}"


@dataclass(frozen=True, kw_only=True)
class Chain:
    """Everything known of one case: its entries by number, where it ended under heads, where it ends now."""

    reference: str
    entries: Sequence[Kept]
    points: Mapping[int, str]  # number -> hash at the times of heads
    last: tuple[int, str] | None  # number and hash on the case's own row; None if it is not at hand
    case_of: Callable[[Sequence[str]], int | None] = lambda _hashes: None  # another case with these hashes

    def first_fault(self) -> Fault | None:
        """The first entry that is not as it was written; None when the chain holds."""
        previous = ""
        for number, kept in enumerate(self.entries, start=1):
            if kept.link.seq != number:
                return self._gap(number)
            if not seals(kept):
                return self._unsealed(number, previous)
            if kept.previous_hash != previous:
                return self._unlinked(number)
            if kept.content in {CHANGED, MISSING}:
                how = "was changed" if kept.content == CHANGED else "is missing"
                return self._fault(number, EDITED, f"What this entry says in full {how}.")
            previous = kept.hash
        return self._against_points() or self._against_last() or self._against_erasures()

    def _gap(self, number: int) -> Fault:
        if self._elsewhere(number) is not None:
            return self._fault(number, REORDERED, "The entry of this number stands under another one.")
        if self.entries[number - 1].link.seq < number:
            return self._fault(number, INSERTED, "An entry of no possible number was put in.")
        return self._fault(number, ABSENT, "This entry was taken away.")

    def _unsealed(self, number: int, previous: str) -> Fault:
        """An entry whose hash is not that of what it says: find out whether it belongs somewhere else."""
        kept = self.entries[number - 1]
        own = next((n for n in range(1, len(self.entries) + 2) if seals(kept, seq=n)), None)
        before = self.entries[number - 3].hash if number > 2 else ""
        if own == number - 1 and kept.previous_hash == before:
            return self._fault(number - 1, INSERTED, "This entry was put in; the next one has its number.")
        rightful = self._elsewhere(number)
        if rightful is not None and self.entries[rightful - 1].previous_hash == previous:
            if own is not None:
                return self._fault(number, REORDERED, f"This is entry {own}, put here from its place.")
            if rightful == number + 1:
                return self._fault(number, INSERTED, "This entry was put in; the next one has its number.")
        if own is not None:
            return self._fault(number, ABSENT, "This entry was taken away and the next ones renumbered.")
        other = self.case_of([entry.hash for entry in self.entries[number - 1 :]])
        if other is not None and seals(kept, case_id=other):
            return self._fault(number, SWAPPED, f"This entry belongs to another case (number {other}).")
        if number > max((*self.points, self.last[0] if self.last else number)):
            return self._fault(number, INSERTED, UNKNOWN)
        return self._fault(number, EDITED, ENTRY_CHANGED)

    def _unlinked(self, number: int) -> Fault:
        """An entry that is whole but does not follow the one before: one of the two was rewritten."""
        kept = self.entries[number - 1]
        after = self.entries[number].previous_hash if number < len(self.entries) else self._end()
        return self._fault(number - 1 if number > 1 and after == kept.hash else number, EDITED, ENTRY_CHANGED)

    def _end(self) -> str:
        return self.last[1] if self.last is not None else ""

    def _against_points(self) -> Fault | None:
        agreed = 0
        for number, signed in sorted(self.points.items()):
            if number > len(self.entries):
                return self._cut(number, "were signed")
            if self.entries[number - 1].hash != signed:
                span = f"{agreed + 1} to {number}" if number > agreed + 1 else f"{number}"
                words = f"The chain was written anew: entry {span} is not what was signed."
                return self._fault(agreed + 1, EDITED, words)
            agreed = number
        return None

    def _against_last(self) -> Fault | None:
        count = len(self.entries)
        if self.last is None:
            return None
        number, end = self.last
        if number > count:
            return self._cut(number, "were written")
        if number < count:
            return self._fault(number + 1, INSERTED, UNKNOWN)
        if count and self.entries[-1].hash != end:
            return self._fault(count, EDITED, "The case itself knows another hash of its last entry.")
        return None

    def _against_erasures(self) -> Fault | None:
        """Last of all: it takes an entry that is whole to say that a content was erased rightfully."""
        told = frozenset[int]().union(*(kept.erases for kept in self.entries))
        for number, kept in enumerate(self.entries, start=1):
            if kept.content == ERASED and number not in told:
                return self._fault(number, EDITED, "Its content was erased, and no entry says by whom.")
        return None

    def _cut(self, number: int, what: str) -> Fault:
        count = len(self.entries)
        return self._fault(count + 1, CUT, f"{number} entries {what}, {count} are left.")

    def _elsewhere(self, number: int) -> int | None:
        """Under which other number the entry that was written as this number stands."""
        others = (place for place in range(1, len(self.entries) + 1) if place != number)
        return next((place for place in others if seals(self.entries[place - 1], seq=number)), None)

    def _fault(self, number: int, kind: str, words: str) -> Fault:
        return Fault(reference=self.reference, number=number, kind=kind, words=words)


def seals(kept: Kept, *, seq: int | None = None, case_id: int | None = None) -> bool:
    """Whether the entry's hash is that of what it says (were it of this number or this case)."""
    link = kept.link
    if seq is not None:
        link = replace(link, seq=seq)
    if case_id is not None:
        link = replace(link, case_id=case_id)
    try:
        return link_hash(link, kept.previous_hash) == kept.hash
    except (ValueError, TypeError, AttributeError):  # nonsense was written into the row
        return False
