"""The shipped complaint package, and ways to change a copy of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from engine.database import Database
from engine.library.package import Package
from engine.library.source import shipped_root
from migrations.rows import all_rows
from tests.store import store_url

KEY = "complaint_handling"


@pytest.fixture(scope="session")
def shipped() -> Package:
    """The complaint process as it is shipped."""
    return Package.read(shipped_root(), KEY)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    store = Database(store_url(tmp_path))
    all_rows().create_all(store.engine)
    yield store
    store.dispose()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A writing session of an empty store."""
    with database.write() as writing:
        yield writing
