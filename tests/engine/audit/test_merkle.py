"""The root is that of RFC 6962, section 2.1, however many leaves there are."""

from __future__ import annotations

import hashlib

import pytest

from engine.audit.merkle import Tree


def by_the_book(leaves: list[bytes]) -> bytes:
    """The definition, word for word: split at the largest power of two below the size."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    half = 1 << ((len(leaves) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + by_the_book(leaves[:half]) + by_the_book(leaves[half:])).digest()


@pytest.mark.parametrize("size", [*range(18), 31, 32, 33, 127, 128, 129])
def test_the_root_is_the_book_s(size: int) -> None:
    leaves = [f"leaf {number}".encode() for number in range(size)]
    tree = Tree()

    for leaf in leaves:
        tree.add(leaf)

    assert tree.root() == by_the_book(leaves).hex()
    assert tree.size == size


def test_a_known_tree_has_its_known_root() -> None:
    """The first three leaves of the test data of Certificate Transparency: "", 00 and 10."""
    tree = Tree()

    for leaf in (b"", b"\x00", b"\x10"):
        tree.add(leaf)

    assert tree.root() == "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"
