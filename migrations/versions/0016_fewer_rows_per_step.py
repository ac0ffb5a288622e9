"""Keep a timer as one row and the state beside the case file, so that a step writes fewer rows."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

WAIT = sa.table(
    "wait",
    *(sa.column(name) for name in ("id", "case_id", "run", "place", "kind", "process_id", "element")),
    *(sa.column(name) for name in ("host", "title")),
    sa.column("due_at", sa.DateTime(timezone=True)),
    sa.column("opened_at", sa.DateTime(timezone=True)),
)
WORK = sa.table(
    "work",
    *(sa.column(name) for name in ("id", "case_id", "kind", "ref", "content", "state")),
    sa.column("due_at", sa.DateTime(timezone=True)),
)
FILE = sa.table("case_file", *(sa.column(name) for name in ("case_id", "run", "process_id", "state")))
STATE = sa.table("case_state", *(sa.column(name) for name in ("case_id", "run", "process_id", "content")))
CASE = sa.table("case", sa.column("id"), sa.column("run"))
KINDS = "kind in ('message', 'signal')"
FORMER_KINDS = "kind in ('timer', 'message', 'signal')"


def upgrade() -> None:
    """Keep a timer as one row and the state beside the case file, so that a step writes fewer rows."""
    _timers_into_work()
    with op.batch_alter_table("wait") as table:
        table.drop_constraint(op.f("ck_wait_kind"), type_="check")
        table.create_check_constraint(op.f("ck_wait_kind"), KINDS)
        table.drop_column("due_at")
    with op.batch_alter_table("case_file") as table:
        table.add_column(sa.Column("run", sa.Integer(), nullable=True))
        table.add_column(sa.Column("process_id", sa.Text(), nullable=True))
        table.add_column(sa.Column("state", sa.LargeBinary(), nullable=True))
    _states_into_files()
    with op.batch_alter_table("case_file") as table:
        table.alter_column("run", nullable=False)
        table.alter_column("process_id", nullable=False)
        table.alter_column("state", nullable=False)
    op.drop_table("case_state")


def downgrade() -> None:
    """Go back to the revision before; states of former runs, which nothing reads, are lost."""
    op.create_table(
        "case_state",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_state_case_id_case")),
        sa.PrimaryKeyConstraint("case_id", "run", name=op.f("pk_case_state")),
    )
    kept = sa.select(FILE.c.case_id, FILE.c.run, FILE.c.process_id, FILE.c.state)
    op.execute(STATE.insert().from_select(["case_id", "run", "process_id", "content"], kept))
    with op.batch_alter_table("case_file") as table:
        table.drop_column("state")
        table.drop_column("process_id")
        table.drop_column("run")
    with op.batch_alter_table("wait") as table:
        table.add_column(sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
        table.drop_constraint(op.f("ck_wait_kind"), type_="check")
        table.create_check_constraint(op.f("ck_wait_kind"), FORMER_KINDS)
    _timers_into_waits()


def _timers_into_work() -> None:
    connection = op.get_bind()
    for row in connection.execute(sa.select(WAIT).where(WAIT.c.kind == "timer")).all():
        since = row.opened_at if row.opened_at.tzinfo else row.opened_at.replace(tzinfo=UTC)
        content = {
            "process_id": row.process_id,
            "element": row.element,
            "name": row.title,
            "host": row.host,
            "since": since.isoformat(),
        }
        of_timer = WORK.update().where(WORK.c.kind == "timer", WORK.c.ref == row.id)
        connection.execute(of_timer.values(ref=f"{row.run}.{row.place}", content=json.dumps(content)))
    connection.execute(WAIT.delete().where(WAIT.c.kind == "timer"))


def _timers_into_waits() -> None:
    connection = op.get_bind()
    waiting = sa.select(WORK).where(WORK.c.kind == "timer", WORK.c.state != "done")
    for row in connection.execute(waiting).all():
        run, _, place = row.ref.partition(".")
        content, wait = json.loads(row.content), uuid4().hex
        values = {
            "id": wait,
            "case_id": row.case_id,
            "run": int(run),
            "place": place,
            "kind": "timer",
            "process_id": content["process_id"],
            "element": content["element"],
            "host": content["host"],
            "title": content["name"],
            "due_at": row.due_at,
            "opened_at": datetime.fromisoformat(content["since"]),
        }
        connection.execute(WAIT.insert().values(values))
        connection.execute(WORK.update().where(WORK.c.id == row.id).values(ref=wait, content=None))


def _states_into_files() -> None:
    """The state of the present run; those of former runs are read by nobody."""
    of_case = STATE.c.case_id == FILE.c.case_id
    present = sa.select(CASE.c.run).where(CASE.c.id == FILE.c.case_id).scalar_subquery()
    found = {
        name: sa.select(column).where(of_case, STATE.c.run == present).scalar_subquery()
        for name, column in (("process_id", STATE.c.process_id), ("state", STATE.c.content))
    }
    op.get_bind().execute(FILE.update().values(run=present, **found))
