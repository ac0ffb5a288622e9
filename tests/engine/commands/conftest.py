"""A desk for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.commands.desk import Desk
from tests.engine.commands.program import Program


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A fresh store with people."""
    here = Desk(tmp_path)
    yield here
    here.database.dispose()


@pytest.fixture
def program(desk: Desk) -> Program:
    """A program of somebody in the group of the worker."""
    return Program(desk)
