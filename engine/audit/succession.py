"""Whether a row of signed heads holds: each signed by a known key, each naming the one before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.audit.faults import FORGED, Fault
from engine.audit.heads import Head, read_head
from engine.audit.signing import PublicKey


@dataclass(frozen=True, kw_only=True)
class Succession:
    """The heads that could be read, and the first thing wrong with their row."""

    heads: tuple[Head, ...]
    fault: Fault | None

    @property
    def last(self) -> Head | None:
        """The newest head."""
        return self.heads[-1] if self.heads else None

    def holds(self, head: Head) -> bool:
        """Whether this very head is one of them."""
        return head.number <= len(self.heads) and self.heads[head.number - 1].hash == head.hash


def check_heads(signed: Iterable[tuple[str, str]], keys: Mapping[str, PublicKey]) -> Succession:
    """Check statements with their signatures, oldest first; `keys` are the trusted ones by their id."""
    heads: list[Head] = []
    for number, (statement, signature) in enumerate(signed, start=1):
        try:
            head = read_head(statement, signature)
        except ValueError:
            return _broken(heads, number, "Its statement cannot be read.")
        if head.number != number:
            return _broken(heads, number, f"It is missing; the next one has the number {head.number}.")
        if head.key not in keys:
            return _broken(heads, number, f"It is signed with a key that is not known here: {head.key}.")
        if not keys[head.key].signed(statement, signature):
            return _broken(heads, number, "Its signature is not that of its statement.")
        if head.previous != (heads[-1].hash if heads else ""):
            return _broken(heads, number, "It does not follow the head before.")
        heads.append(head)
    return Succession(heads=tuple(heads), fault=None)


def head_fault(number: int, words: str) -> Fault:
    """Something wrong with the head of this number."""
    return Fault(reference=f"Head {number}", number=0, kind=FORGED, words=words)


def _broken(heads: list[Head], number: int, words: str) -> Succession:
    return Succession(heads=tuple(heads), fault=head_fault(number, words))
