"""A store of either kind that holds one sample."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.database import Database
from tests.engine.sample import Rows, Sample


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """The sample has the number 1 and the count 0."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'store.db'}")
    else:
        database = Database(request.getfixturevalue("postgresql_url"))
    Rows.metadata.create_all(database.engine)
    with database.write() as session:
        session.add(Sample(count=0))
    yield database
    database.dispose()
