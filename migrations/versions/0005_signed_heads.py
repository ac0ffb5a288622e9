"""Keep signed heads over all timelines."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep signed heads over all timelines."""
    op.create_table(
        "tree_head",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_tree_head")),
    )
    op.create_table(
        "tree_leaf",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("head", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["head"], ["tree_head.number"], name=op.f("fk_tree_leaf_head_tree_head")),
        sa.PrimaryKeyConstraint("case_id", "head", name=op.f("pk_tree_leaf")),
    )
    op.create_index("ix_tree_leaf_hash", "tree_leaf", ["hash"], unique=False)


def downgrade() -> None:
    """Go back to the revision before; the proof of what happened is lost."""
    op.drop_index("ix_tree_leaf_hash", table_name="tree_leaf")
    op.drop_table("tree_leaf")
    op.drop_table("tree_head")
