"""Know who manages whom, who can do what, who stands in, and whom a task must not come to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Know who manages whom, who can do what, who stands in, and whom a task must not come to."""
    # In words of our own: SQLite takes a column with its key, but no key afterwards.
    key = "CONSTRAINT fk_person_manager_id_person REFERENCES person (id)"
    op.execute(f"ALTER TABLE person ADD COLUMN manager_id TEXT {key}")
    op.add_column("task", sa.Column("rules", sa.Text(), nullable=True))
    op.create_table(
        "person_skill",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.CheckConstraint("kind in ('skill', 'language')", name=op.f("ck_person_skill_kind")),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_person_skill_person_person")),
        sa.PrimaryKeyConstraint("person", "kind", "value", name=op.f("pk_person_skill")),
    )
    op.create_table(
        "substitution",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("substitute", sa.Text(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appointed_by", sa.Text(), nullable=False),
        sa.Column("appointed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_substitution_person_person")),
        sa.ForeignKeyConstraint(
            ["substitute"], ["person.id"], name=op.f("fk_substitution_substitute_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_substitution")),
    )
    op.create_index(op.f("ix_substitution_person"), "substitution", ["person"], unique=False)
    op.create_index(op.f("ix_substitution_substitute"), "substitution", ["substitute"], unique=False)


def downgrade() -> None:
    """Go back to the revision before; managers, skills, substitutes and rules of open tasks are lost."""
    op.drop_table("substitution")
    op.drop_table("person_skill")
    op.drop_column("task", "rules")
    with op.batch_alter_table("person") as table:
        table.drop_constraint("fk_person_manager_id_person", type_="foreignkey")
        table.drop_column("manager_id")
