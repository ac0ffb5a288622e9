"""A ledger for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.audit.ledger import Ledger
from tests.engine.commands.desk import Desk


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """Five cases, not signed yet."""
    here = Ledger.create(f"sqlite:///{tmp_path}/ledger.db", tmp_path / "var")
    here.open_cases(5)
    yield here
    here.database.dispose()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A fresh store with people."""
    here = Desk(tmp_path)
    yield here
    here.database.dispose()
