"""A ledger for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.audit.ledger import Ledger
from tests.engine.commands.desk import Desk
from tests.store import store_url


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """Five cases, not signed yet."""
    here = Ledger.create(store_url(tmp_path), tmp_path / "var")
    here.open_cases(5)
    yield here
    here.database.dispose()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A fresh store with people."""
    here = Desk(tmp_path)
    yield here
    here.database.dispose()
