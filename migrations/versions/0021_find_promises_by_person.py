"""Find the promises a person has to keep without reading everybody's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

IS_OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    """Find the promises a person has to keep without reading everybody's."""
    op.drop_index("ix_promise_open", table_name="promise")
    _index("ix_promise_made", "promise", ["made_by", "due_at", "id"])
    _index("ix_case_owner", "case", ["owner_id", "id"])


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_index("ix_case_owner", table_name="case")
    op.drop_index("ix_promise_made", table_name="promise")
    _index("ix_promise_open", "promise", ["due_at", "id"])


def _index(name: str, table: str, columns: list[str]) -> None:
    op.create_index(name, table, columns, unique=False, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN)
