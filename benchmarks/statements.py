"""What one completion asks of the database: statements and commits, counted on the real store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from benchmarks.ground import Ground
from benchmarks.office import FORM, Office, answers, package_of
from benchmarks.processes import MEASURED, WALK, forty_three, six
from benchmarks.records import case_file
from benchmarks.row import Row
from engine.commands.complete_task import complete_task

MOST = 10
SELECT = "SELECT"
CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")


def run(ground: Ground) -> list[Row]:
    """Statements and commits of completions from user task to user task."""
    reached, listed, met = [], "", True
    for name, url in ground.stores():
        office = Office(ground.fresh, url)
        office.deploy(package_of(six(form=FORM)))
        office.deploy(package_of(forty_three(form=FORM)))
        plain_step(office)
        plain, whole = plain_step(office), timed_step(office)
        reached.append(f"{name}: {whole.told}, without a boundary timer {plain.told}")
        met = met and len(whole.statements) <= MOST and whole.commits == 1
        listed = "\n".join(f"{n:2} {text}" for n, text in enumerate(whole.statements, start=1))
        office.close()
    return [
        Row(
            measure="SQL statements and commits per completion, user task to user task, no letter; with "
            "idempotency key, running clock and a boundary timer that goes with the task",
            target="at most 10, exactly 1",
            reached="; ".join(reached),
            met=met,
            where="BEGIN, COMMIT and SQLite's pragmas are not counted; several rows for one prepared insert "
            "are one statement. A boundary timer on the next task is one more. In order:",
            profile=listed,
        )
    ]


class Counted:
    """What went to the database."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.statements: list[str] = []
        self.commits = 0

    @property
    def told(self) -> str:
        """Both numbers."""
        return f"{len(self.statements)} and {self.commits}"


def plain_step(office: Office) -> Counted:
    """What one completion asks, the package and calendars known from an earlier one."""
    return _counted(office, office.task(office.open("six", case_file(20)), "register"))


def timed_step(office: Office) -> Counted:
    """The same of a task whose deadline goes with it."""
    case = office.open("forty", case_file(20))
    office.complete(case, *WALK)
    return _counted(office, office.task(case, MEASURED))


def _counted(office: Office, task: str) -> Counted:
    with counting(office.database.engine) as counted:
        office.send(office.ana, task, complete_task, task, answers(8))
    return counted


@contextmanager
def counting(engine: Engine) -> Iterator[Counted]:
    """Count what this engine sends meanwhile."""
    counted = Counted()

    def asked(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.lstrip().upper().startswith(CONTROL):
            counted.statements.append(_short(statement))

    def kept(_connection: Any) -> None:
        counted.commits += 1

    event.listen(engine, "before_cursor_execute", asked)
    event.listen(engine, "commit", kept)
    try:
        yield counted
    finally:
        event.remove(engine, "before_cursor_execute", asked)
        event.remove(engine, "commit", kept)


def _short(statement: str) -> str:
    """Verb and tables of a statement, on one line."""
    text = " ".join(statement.split())
    columns, _, rest = text.partition(" FROM ")
    return (f"{SELECT} ... FROM {rest}" if columns.startswith(SELECT) else text)[:150]
