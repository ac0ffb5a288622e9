"""Keep a record of each entry of a catalogue, and say of a change which entry it was about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep a record of each entry of a catalogue, and say of a change which entry it was about."""
    op.add_column("catalogue", sa.Column("attributes", sa.Text(), server_default="[]", nullable=False))
    op.add_column("catalogue_entry", sa.Column("details", sa.Text(), server_default="{}", nullable=False))
    op.add_column("change", sa.Column("part", sa.Text(), nullable=True))
    op.create_index("ix_change_part", "change", ["kind", "subject", "part", "at", "id"], unique=False)


def downgrade() -> None:
    """Go back to the revision before; records of entries are lost, and which entry a change was about."""
    op.drop_index("ix_change_part", table_name="change")
    op.drop_column("change", "part")
    op.drop_column("catalogue_entry", "details")
    op.drop_column("catalogue", "attributes")
