"""A world on each store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.world import World, new_world


@pytest.fixture(params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A store of this test only, embedded and on a server."""
    url = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else None
    here = new_world(tmp_path, url)
    yield here
    here.close()


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[World]:
    """A store in one file."""
    here = new_world(tmp_path)
    yield here
    here.close()


@pytest.fixture
def served(tmp_path: Path, postgresql_url: str) -> Iterator[World]:
    """A store on a server."""
    here = new_world(tmp_path, postgresql_url)
    yield here
    here.close()
