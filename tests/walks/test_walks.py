"""Random walks through the four shipped processes break nothing that must always hold."""

from __future__ import annotations

import pytest

from engine.library.source import process_keys, shipped_root
from tests.walks.__main__ import seeds_of
from tests.walks.walk import ground

WALKS = 100  # of each process; `make walk` goes further


@pytest.mark.parametrize("key", process_keys(shipped_root()))
def test_no_walk_breaks_what_must_hold(key: str) -> None:
    with ground(key) as walk:
        found = [walk(seed) for seed in seeds_of(key, WALKS)]

    assert [one.told() for one in found if one.found] == []
    assert sum(len(one.did) for one in found) > 4 * WALKS


def test_a_seed_walks_the_same_way_again() -> None:
    with ground("corrective_action") as walk:
        first, again = walk("corrective_action-3"), walk("corrective_action-3")

    assert first.did == again.did
    assert len(first.did) > 3
