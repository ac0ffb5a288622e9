"""Know since when a reopened case runs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Know since when a reopened case runs."""
    op.add_column("case", sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Go back to the revision before; reopened cases forget since when."""
    op.drop_column("case", "reopened_at")
