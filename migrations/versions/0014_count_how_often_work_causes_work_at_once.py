"""Count how often work causes work at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Count how often work causes work at once."""
    op.add_column("work", sa.Column("rounds", sa.Integer(), server_default=sa.text("0"), nullable=False))


def downgrade() -> None:
    """Go back to the revision before; what runs in circles is no longer told."""
    op.drop_column("work", "rounds")
