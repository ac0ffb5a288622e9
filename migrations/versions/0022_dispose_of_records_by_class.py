"""Dispose of records by class: holds, certificates, and what a case's row says of its keeping."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

STANDS = sa.text("lifted_at is null")
IS_KEPT = sa.text("state <> 'open' and erased_at is null")


def upgrade() -> None:
    """Keep holds and certificates; work that is done says no longer what it was about."""
    op.create_table(
        "certificate",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.CheckConstraint("kind in ('disposal', 'request')", name=op.f("ck_certificate_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
    )
    op.create_index("ix_certificate_at", "certificate", ["at", "id"], unique=False)
    op.create_table(
        "legal_hold",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("element", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=False),
        sa.Column("owner_name", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.Text(), nullable=True),
        sa.Column("lifted_by_name", sa.Text(), nullable=True),
        sa.Column("lifted_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_legal_hold_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
    )
    op.create_index("ix_legal_hold_case", "legal_hold", ["case_id"], unique=False)
    _index("ix_legal_hold_standing", "legal_hold", ["set_at", "id"], STANDS)
    op.add_column("case", sa.Column("record_class", sa.Text(), nullable=True))
    op.add_column("case", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    _index("ix_case_kept", "case", ["process", "record_class", "ended_at", "id"], IS_KEPT)
    op.execute("UPDATE work SET content = NULL WHERE state = 'done'")


def downgrade() -> None:
    """Go back to the revision before; holds and certificates are lost."""
    op.drop_index("ix_case_kept", table_name="case")
    op.drop_column("case", "erased_at")
    op.drop_column("case", "record_class")
    op.drop_table("legal_hold")
    op.drop_table("certificate")


def _index(name: str, table: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, table, columns, unique=False, sqlite_where=where, postgresql_where=where)
