"""A store with the rows of people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from engine.database import Base, Database
from engine.library.models import Setting
from engine.people.models import (
    ApiToken,
    Membership,
    PeopleGroup,
    Person,
    PersonRole,
    PersonSkill,
    Substitution,
)
from tests.store import store_url

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ROWS = (Setting, Person, PersonRole, PersonSkill, PeopleGroup, Membership, Substitution, ApiToken)
TABLES = [model.__table__ for model in ROWS]


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A writing session of an empty store."""
    database = Database(store_url(tmp_path))
    Base.metadata.create_all(database.engine, tables=TABLES)
    with database.write() as writing:
        yield writing
    database.dispose()
