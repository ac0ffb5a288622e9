"""How alembic meets our store: on the connection it is given, all steps in one transaction."""

from __future__ import annotations

from typing import Any

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy.types import TypeDecorator

from migrations.rows import all_rows

SEARCH = "case_text_search"  # SQLite's search tables, which their migration makes by hand


def plain_type(kind: str, value: Any, autogen: AutogenContext) -> str | bool:
    """Write our own column types as the database knows them: a migration outlives our classes."""
    if kind == "type" and isinstance(value, TypeDecorator):
        autogen.imports.add("import sqlalchemy as sa")
        return f"sa.{value.impl!r}"
    return False


def is_ours(name: str | None, kind: str, _parents: Any) -> bool:
    """Whether alembic should look at this table of the database."""
    return not (kind == "table" and (name or "").startswith(SEARCH))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=all_rows(),
    transactional_ddl=True,
    compare_type=True,
    render_item=plain_type,
    include_name=is_ours,
)
with context.begin_transaction():
    context.run_migrations()
