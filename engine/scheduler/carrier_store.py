"""The tables of the carrier: Procrastinate's, in their own schema, made anew for each of its releases."""

from __future__ import annotations

from importlib.metadata import version

from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, text

from engine.database import CARRIER, Database

RELEASE = version("procrastinate")


def install(database: Database) -> bool:
    """Have the tables of this release; says whether they had to be made.

    Nothing in them has to survive: those of another release are dropped, and a sweep delivers again.
    Whoever calls this holds the lock of the store.
    """
    with database.engine.begin() as connection:
        if _installed(connection) == RELEASE:
            return False
        connection.execute(text(f"DROP SCHEMA IF EXISTS {CARRIER} CASCADE"))
        connection.execute(text(f"CREATE SCHEMA {CARRIER}"))
        connection.execute(text(f"SET LOCAL search_path = {CARRIER}"))
        connection.exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
        connection.execute(text(f"COMMENT ON SCHEMA {CARRIER} IS '{RELEASE}'"))
    return True


def _installed(connection: Connection) -> str | None:
    found: str | None = connection.scalar(
        text("SELECT obj_description(to_regnamespace(:schema), 'pg_namespace')"), {"schema": CARRIER}
    )
    return found
