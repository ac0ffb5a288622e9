"""Merge cases, and write to the customers of both."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# The columns are added in words of our own: SQLite takes a column with its key, but no key afterwards, and
# the table of cases is too much referred to for being written anew.
COLUMNS = (("case", "merged_into_id"), ("letter", "for_case_id"))


def upgrade() -> None:
    """Merge cases, and write to the customers of both."""
    for table, column in COLUMNS:
        key = f'CONSTRAINT fk_{table}_{column}_case REFERENCES "case" (id)'
        op.execute(f'ALTER TABLE "{table}" ADD COLUMN {column} INTEGER {key}')
        op.create_index(f"ix_{table}_{column}", table, [column], unique=False)
    op.create_table(
        "case_merge",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("kept", sa.Text(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.Column("undone_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_merge_case_id_case")),
        sa.ForeignKeyConstraint(["into_id"], ["case.id"], name=op.f("fk_case_merge_into_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_merge")),
    )
    op.create_index(op.f("ix_case_merge_case_id"), "case_merge", ["case_id"], unique=False)
    op.create_index(op.f("ix_case_merge_into_id"), "case_merge", ["into_id"], unique=False)


def downgrade() -> None:
    """Go back to the revision before; merged cases stay cancelled and no longer lead anywhere."""
    op.drop_table("case_merge")
    for table, column in COLUMNS:
        op.drop_index(f"ix_{table}_{column}", table_name=table)
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(f"fk_{table}_{column}_case", type_="foreignkey")
            batch.drop_column(column)
