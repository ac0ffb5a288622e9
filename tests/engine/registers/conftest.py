"""An empty store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from engine.database import Database
from engine.registers.models import Base
from tests.store import store_url


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A writing session on an empty store."""
    database = Database(store_url(tmp_path))
    Base.metadata.create_all(database.engine)
    with database.write() as session:
        yield session
    database.dispose()
