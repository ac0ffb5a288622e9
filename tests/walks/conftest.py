"""A desk of one's own, to break a store at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.commands.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An embedded store with people."""
    made = Desk(tmp_path)
    yield made
    made.database.dispose()
