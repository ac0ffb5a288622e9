"""Find letters by state, and escalations of a person or of all, without reading every row there is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

UNRESOLVED = sa.text("state <> 'resolved'")


def upgrade() -> None:
    """Find letters by state, and escalations of a person or of all, without reading every row there is."""
    op.create_index("ix_letter_list", "letter", ["channel", "created_at", "id"], unique=False)
    op.create_index("ix_letter_state", "letter", ["channel", "state", "created_at", "id"], unique=False)
    for name, columns in (("owner", ["owner_id", "raised_at", "id"]), ("all", ["raised_at", "id"])):
        op.create_index(
            f"ix_escalation_{name}",
            "escalation",
            columns,
            unique=False,
            sqlite_where=UNRESOLVED,
            postgresql_where=UNRESOLVED,
        )


def downgrade() -> None:
    """Go back to the revision before."""
    for name in ("all", "owner"):
        op.drop_index(f"ix_escalation_{name}", table_name="escalation")
    op.drop_index("ix_letter_state", table_name="letter")
    op.drop_index("ix_letter_list", table_name="letter")
