"""A store with a small process whose diagram can be changed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.database import Database
from engine.library.deploy import deploy
from engine.library.package import Package
from engine.operations.catalogue import OPERATIONS
from engine.step import SYSTEM


@pytest.fixture
def deployed(database: Database) -> Package:
    """The process `parking`, shipped and live."""
    package = Package.read(Path(__file__).parent / "package", "parking")
    with database.write() as session:
        deploy(session, package, SYSTEM, datetime.now(UTC), "shipped", operations=OPERATIONS)
    return package
