"""The root over all cases: a Merkle tree in the manner of RFC 6962, section 2.1, built as leaves come in."""

from __future__ import annotations

import hashlib

LEAF, NODE = b"\x00", b"\x01"  # keep a leaf from being passed off as a node
EMPTY = hashlib.sha256(b"").hexdigest()


class Tree:
    """Takes leaves in their order and keeps one hash for each whole subtree, so its size does not matter."""

    def __init__(self) -> None:
        """Begin with no leaf."""
        self.size = 0
        self._peaks: list[tuple[int, bytes]] = []  # height and root of whole subtrees, the highest first

    def copy(self) -> Tree:
        """The same tree, to go on differently."""
        other = Tree()
        other.size, other._peaks = self.size, [*self._peaks]
        return other

    def add(self, content: bytes) -> None:
        """Append a leaf with this content."""
        self.size += 1
        peak = (0, hashlib.sha256(LEAF + content).digest())
        while self._peaks and self._peaks[-1][0] == peak[0]:
            height, left = self._peaks.pop()
            peak = (height + 1, _node(left, peak[1]))
        self._peaks.append(peak)

    def root(self) -> str:
        """The root over the leaves so far, in hex."""
        if not self._peaks:
            return EMPTY
        *higher, (_, root) = self._peaks
        for _, left in reversed(higher):
            root = _node(left, root)
        return root.hex()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(NODE + left + right).digest()
