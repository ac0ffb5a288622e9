"""Keep drafts of process versions, such as change cases hold."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep drafts of process versions, such as change cases hold."""
    op.create_table(
        "process_draft",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("base", sa.Text(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_version", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state in ('draft', 'released', 'discarded')", name=op.f("ck_process_draft_state")
        ),
        sa.ForeignKeyConstraint(
            ["base"], ["process_version.hash"], name=op.f("fk_process_draft_base_process_version")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_process_draft_case_id_case")),
        sa.ForeignKeyConstraint(
            ["released_version"],
            ["process_version.hash"],
            name=op.f("fk_process_draft_released_version_process_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_draft")),
    )
    op.create_index("ix_process_draft_case", "process_draft", ["case_id"], unique=False)
    op.create_table(
        "draft_file",
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["draft"], ["process_draft.id"], name=op.f("fk_draft_file_draft_process_draft")
        ),
        sa.PrimaryKeyConstraint("draft", "path", name=op.f("pk_draft_file")),
    )


def downgrade() -> None:
    """Go back to the revision before; drafts that were not released are lost."""
    op.drop_table("draft_file")
    op.drop_table("process_draft")
