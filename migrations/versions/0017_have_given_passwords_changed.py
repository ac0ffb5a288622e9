"""Have given passwords changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Remember which passwords were given by somebody else; those of before stay as they are."""
    # Not in a batch: SQLite would make the table anew, which other rows refer to.
    op.add_column(
        "person", sa.Column("password_temporary", sa.Boolean(), server_default=sa.false(), nullable=False)
    )


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_column("person", "password_temporary")
