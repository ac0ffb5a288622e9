"""The numbered steps lead to exactly the tables the models describe, on both databases."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

import migrations
from engine.cli.migrating import NewerStore, config_on, empty, migrate
from engine.database import Database
from migrations.rows import all_rows


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    on_sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path}/amends.db" if on_sqlite else request.getfixturevalue("postgresql_url")
    database = Database(url)
    yield database
    database.dispose()


def differences(store: Database) -> list[Any]:
    """What alembic would still change, apart from the search tables that it cannot see."""

    def is_ours(name: str | None, kind: str, _parents: Any) -> bool:
        return not (kind == "table" and (name or "").startswith("case_text_search"))

    with store.engine.connect() as connection, warnings.catch_warnings():
        # Expression indexes are compared by name only, and alembic warns that it does no more.
        warnings.simplefilter("ignore", UserWarning)
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": is_ours, "target_metadata": all_rows()}
        )
        return list(compare_metadata(context, all_rows()))


def checks(store: Database) -> list[str]:
    """The names of the check constraints that the database has; alembic does not compare them."""
    with store.engine.connect() as connection:
        if store.is_sqlite:
            rows = connection.execute(text("SELECT sql FROM sqlite_master WHERE type = 'table'")).scalars()
            return sorted(
                word.strip('"') for row in rows for word in row.split() if word.strip('"').startswith("ck_")
            )
        found = connection.execute(
            text("SELECT conname FROM pg_constraint WHERE contype = 'c' AND conname LIKE 'ck_%'")
        )
        return sorted(found.scalars())


def test_an_empty_store_becomes_what_the_models_say(store: Database) -> None:
    assert migrate(store)

    assert differences(store) == []
    assert checks(store) == sorted(
        str(constraint.name)
        for table in all_rows().tables.values()
        for constraint in table.constraints
        if str(constraint.name).startswith("ck_")
    )


def test_a_store_that_people_work_in_keeps_its_rows(store: Database) -> None:
    before = (
        (
            "INSERT INTO person (id, login, name, session_stamp, active, created_at) "
            "VALUES ('p', 'ana', 'Ana', 's', true, '2026-03-02 09:00:00')"
        ),
        "INSERT INTO people_group (key, title) VALUES ('front_line', 'Front line')",
        "INSERT INTO membership (person, \"group\") VALUES ('p', 'front_line')",
    )
    with store.engine.begin() as connection:
        command.upgrade(config_on(connection), "0016")
        for statement in before:
            connection.execute(text(statement))

    migrate(store)

    with store.engine.connect() as connection:
        person = connection.execute(text("SELECT login, password_temporary FROM person")).one()
        assert tuple(person) == ("ana", False)
        assert connection.scalar(text("SELECT count(*) FROM membership")) == 1


def test_a_store_of_this_release_is_left_alone(store: Database) -> None:
    migrate(store)

    assert not migrate(store)


def test_a_store_of_a_newer_release_is_refused(store: Database) -> None:
    migrate(store)
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(NewerStore, match="9999"):
        migrate(store)


def test_an_emptied_store_can_be_made_again(store: Database) -> None:
    migrate(store)

    empty(store)

    assert migrate(store)
    assert differences(store) == []


def test_search_finds_words_after_the_migrations(store: Database) -> None:
    migrate(store)
    with store.engine.connect() as connection:
        names = connection.execute(
            text("SELECT name FROM sqlite_master WHERE name LIKE 'case_text%'")
            if store.is_sqlite
            else text("SELECT indexname FROM pg_indexes WHERE tablename = 'case_text'")
        ).scalars()

        assert ("case_text_search" if store.is_sqlite else "ix_case_text_words") in list(names)


def test_the_steps_are_one_line_with_one_end() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__path__[0])))
    script = ScriptDirectory.from_config(config)

    steps = [step.revision for step in script.walk_revisions()]

    assert steps == sorted(steps, reverse=True)
    assert script.get_heads() == [steps[0]]
