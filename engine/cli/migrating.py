"""Bringing a store's tables to what this release needs, or taking them away."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

import migrations
from engine.database import Database
from engine.errors import Conflict


class NewerStore(Conflict):
    """This store belongs to a newer release of Amends; start that one."""


def migrate(database: Database) -> bool:
    """Run the migrations that are missing, all or none; says whether there were any."""
    with database.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
        connection.rollback()
    if present == _head():
        return False
    if present is not None and present not in known_revisions():
        raise NewerStore(f"revision {present}")
    with database.engine.begin() as connection:
        command.upgrade(config_on(connection), "head")
    return True


def is_served(connection: Connection) -> bool:
    """Whether a program of this release that runs may serve this store.

    It has the tables of this release, or those of a newer one that came while the program ran: a migration
    only adds what the release before does not mind, so the old processes go on until they are replaced.
    """
    present = MigrationContext.configure(connection).get_current_revision()
    return present == _head() or (present is not None and present not in known_revisions())


def config_on(connection: Connection) -> Config:
    """What alembic needs to work on this connection."""
    config = _config()
    config.attributes["connection"] = connection
    return config


def empty(database: Database) -> None:
    """Drop every table; a program that runs on the store sees the new ones after the next opening."""
    if not database.is_sqlite:
        with database.engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        return
    with database.engine.connect() as connection:
        # Only outside a transaction can SQLite be told not to mind the order of tables.
        raw = connection.connection.dbapi_connection
        if raw is not None:
            raw.cursor().execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            _drop_all(connection)
    database.dispose()


def _drop_all(connection: Connection) -> None:
    """Search tables first: they take the tables behind them along."""
    found = connection.execute(
        text("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY sql NOT LIKE 'CREATE VIRTUAL%'")
    )
    for (name,) in found.all():
        if not name.startswith("sqlite_"):
            connection.exec_driver_sql(f'DROP TABLE IF EXISTS "{name}"')


@cache
def _head() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()


@cache
def known_revisions() -> frozenset[str]:
    """The numbers of all migrations of this release."""
    script = ScriptDirectory.from_config(_config())
    return frozenset(revision.revision for revision in script.walk_revisions())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__path__[0])))
    return config
