"""Give tasks to programs outside: a row for each that waits, leased to one program at a time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let jobs wait for outside workers."""
    op.create_table(
        "outside_job",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("grp", sa.Text(), nullable=False),
        sa.Column("variables", sa.Text(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retries", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("visible_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("worker", sa.Text(), nullable=True),
        sa.Column("lease_token", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_outside_job_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_job")),
        sa.UniqueConstraint("case_id", "run", "place", name=op.f("uq_outside_job_case_id_run_place")),
    )
    op.create_index("ix_outside_job_lease", "outside_job", ["lease_token"], unique=False)
    op.create_index("ix_outside_job_type", "outside_job", ["type", "visible_at", "id"], unique=False)


def downgrade() -> None:
    """Go back to the revision before; cases stay at their tasks, and nobody is told."""
    op.drop_index("ix_outside_job_type", table_name="outside_job")
    op.drop_index("ix_outside_job_lease", table_name="outside_job")
    op.drop_table("outside_job")
