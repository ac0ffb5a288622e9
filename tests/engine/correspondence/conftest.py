"""A store with a case, a package with a letter, and the step that writes it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.cases.models import Case
from engine.database import Database
from engine.feel.surroundings import Surroundings
from engine.library.package import Package
from engine.settings import Settings
from engine.step import SYSTEM, Step
from migrations.rows import all_rows
from tests.store import store_url

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PROCESS = """
key: demo
prefix: DEM
title: Demo
purpose: Shows letters.
owner: staff
main: demo
groups: {staff: {title: Staff}}
customer: {email: email, language: language}
"""
LETTER = """---
subject: "{{ case.reference }}"
audience: %s
---
%s {{ name }}: {{ case.secret_link }}
"""
COLLEAGUE = LETTER.replace(": {{ case.secret_link }}", "") % ("colleague", "Dear colleague")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        var=tmp_path,
        database_url=store_url(tmp_path),
        secret_key=b"k" * 32,
        base_url="https://desk.example",
    )


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    store = Database(settings.database_url)
    all_rows().create_all(store.engine)
    yield store
    store.dispose()


@pytest.fixture
def package() -> Package:
    files = {
        "process.yaml": PROCESS,
        "letters/welcome.en.md": LETTER % ("customer", "Dear"),
        "letters/welcome.de.md": LETTER % ("customer", "Guten Tag"),
        "letters/notice.en.md": COLLEAGUE,
    }
    return Package.from_files(
        "demo", {f"processes/demo/{name}": text.encode() for name, text in files.items()}
    )


@pytest.fixture
def around() -> Surroundings:
    return Surroundings(now=NOW)


@pytest.fixture
def step(database: Database, settings: Settings) -> Iterator[Step]:
    """A step in one writing transaction."""
    with database.write() as session:
        yield Step(session=session, actor=SYSTEM, now=NOW, settings=settings)


@pytest.fixture
def case(step: Step) -> Case:
    row = Case(
        reference="DEM-2026-000001-X",
        process="demo",
        version="v",
        run=1,
        opened_at=NOW,
        received_at=NOW,
        secret_nonce="n",
        held=False,
    )
    step.session.add(row)
    step.session.flush()
    return row
