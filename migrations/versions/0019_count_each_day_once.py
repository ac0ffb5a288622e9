"""Count each day once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Count each day once."""
    op.create_table(
        "daily_figure",
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("process", "day", "measure", name=op.f("pk_daily_figure")),
    )


def downgrade() -> None:
    """Go back to the revision before; `amends figures rebuild` counts the figures again."""
    op.drop_table("daily_figure")
