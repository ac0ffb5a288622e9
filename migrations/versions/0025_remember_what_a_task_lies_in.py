"""Remember the activities a task lies in: four eyes tell the instances of one from one another."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

# Which activity held them is not known any more; the first of its instances stands for it.
TOGETHER = """
    UPDATE task SET scope = (
        SELECT max(CAST(first.place AS INTEGER)) FROM task AS first
        WHERE first.case_id = task.case_id AND first.run = task.run AND first.element = task.element
        AND first.instance = 1 AND CAST(first.place AS INTEGER) <= CAST(task.place AS INTEGER)
    ) || '*' WHERE instance IS NOT NULL
"""


def upgrade() -> None:
    """Keep the scope of tasks; those there are already know only the other instances of their own round."""
    op.add_column("task", sa.Column("scope", sa.Text(), nullable=True))
    op.execute(TOGETHER)


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_column("task", "scope")
