"""Send letters by post too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TO_POST = sa.text("channel = 'post' and state = 'waiting'")


def upgrade() -> None:
    """Say of each letter how it travels; those there are went by e-mail."""
    op.add_column("letter", sa.Column("channel", sa.Text(), server_default="email", nullable=False))
    op.create_index(
        "ix_letter_to_post",
        "letter",
        ["created_at", "id"],
        unique=False,
        sqlite_where=TO_POST,
        postgresql_where=TO_POST,
    )


def downgrade() -> None:
    """Go back to the revision before; letters on paper then look like e-mails."""
    op.drop_index("ix_letter_to_post", table_name="letter")
    op.drop_column("letter", "channel")
