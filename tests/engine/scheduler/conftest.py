"""A desk on a PostgreSQL of its own, with the carrier's tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.scheduler.carrier_store import install
from tests.engine.commands.desk import Desk


@pytest.fixture
def shared(tmp_path: Path, postgresql_url: str) -> Iterator[Desk]:
    """A store that several processes may share."""
    here = Desk(tmp_path, postgresql_url)
    install(here.database)
    yield here
    here.database.dispose()
