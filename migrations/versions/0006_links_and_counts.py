"""Link cases in several ways, keep messages for one case, count cases by values."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Link cases in several ways, keep messages for one case, count cases by values."""
    # Nothing wrote links before this revision, so the table begins anew with the kind in its key.
    op.drop_table("case_link")
    op.create_table(
        "case_link",
        *_link_columns(),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("case_id", "other_id", "kind", name=op.f("pk_case_link")),
    )
    op.create_index(op.f("ix_case_link_other_id"), "case_link", ["other_id"], unique=False)
    op.create_table(
        "case_value",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_value_case_id_case")),
        sa.PrimaryKeyConstraint("case_id", "key", "value", name=op.f("pk_case_value")),
    )
    op.create_index(
        "ix_case_value_count", "case_value", ["process", "key", "value", "opened_at"], unique=False
    )
    with op.batch_alter_table("kept_message") as table:
        table.add_column(sa.Column("case_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_kept_message_case_id_case"), "case", ["case_id"], ["id"])
        table.create_index(op.f("ix_kept_message_case_id"), ["case_id"], unique=False)


def downgrade() -> None:
    """Go back to the revision before; links, counted values and messages for one case are lost."""
    op.execute("DELETE FROM kept_message WHERE case_id IS NOT NULL")
    with op.batch_alter_table("kept_message") as table:
        table.drop_index(op.f("ix_kept_message_case_id"))
        table.drop_constraint(op.f("fk_kept_message_case_id_case"), type_="foreignkey")
        table.drop_column("case_id")
    op.drop_table("case_value")
    op.drop_table("case_link")
    op.create_table(
        "case_link",
        *_link_columns(),
        sa.PrimaryKeyConstraint("case_id", "other_id", name=op.f("pk_case_link")),
    )
    op.create_index(op.f("ix_case_link_other_id"), "case_link", ["other_id"], unique=False)


def _link_columns() -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("linked_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_link_case_id_case")),
        sa.ForeignKeyConstraint(["other_id"], ["case.id"], name=op.f("fk_case_link_other_id_case")),
    )
