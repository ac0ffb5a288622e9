"""Two people, one case; one step, one commit; a process killed between commit and mail."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import event, text, update

from engine.cases.errors import CaseChangedMeanwhile
from engine.cases.locking import settle
from engine.cases.models import Case
from engine.commands.complete_task import complete_task
from engine.commands.due import carrier, run_due
from engine.correspondence.models import Letter
from engine.database import Database
from engine.errors import AmendsError
from engine.step import Step
from engine.tasks.errors import TaskAlreadyCompleted
from engine.tasks.models import Task
from engine.work.models import Work
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder, two_steps
from tests.together import together

PATIENCE = 60.0  # seconds until somebody waits for a lock, on a machine with much else to do


def forked() -> PackageBuilder:
    """Two tasks of one case side by side."""
    return (
        PackageBuilder()
        .start()
        .gateway("split", "parallel")
        .user("left")
        .user("right")
        .gateway("join", "parallel")
        .end()
        .flow("start", "split", "left", "join", "end")
        .flow("split", "right", "join")
    )


def test_parallel_tasks_completed_at_the_same_moment_both_succeed(desk: Desk) -> None:
    desk.deploy(forked().build())
    opened = desk.open()
    left, right = desk.task("left").id, desk.task("right").id

    together(
        lambda: desk.do("ana", complete_task, left, {}), lambda: desk.do("ben", complete_task, right, {})
    )

    assert desk.case(opened).state == "ended"
    assert desk.verbs(opened).count("task completed") == 2


def test_a_completion_that_waited_goes_on_from_what_the_other_one_left(
    tmp_path: Path, postgresql_url: str
) -> None:
    desk = Desk(tmp_path, postgresql_url)  # where rows beside the locked one are shown as they were
    desk.deploy(forked().build())
    opened = desk.open()
    left, right = desk.task("left").id, desk.task("right").id
    moved = threading.Event()

    def complete_slowly(step: Step) -> None:
        complete_task(step, left, {})
        moved.set()
        until = time.monotonic() + PATIENCE
        while not _somebody_waits(desk.database):
            assert time.monotonic() < until
            time.sleep(0.01)

    def complete_after() -> None:
        moved.wait()
        desk.do("ben", complete_task, right, {})

    together(lambda: desk.do("ana", complete_slowly), complete_after)

    assert desk.case(opened).state == "ended"
    assert desk.verbs(opened).count("task completed") == 2
    desk.database.dispose()


def _somebody_waits(database: Database) -> bool:
    with database.read() as session:
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        return bool(session.scalar(text(waiting + "AND wait_event_type = 'Lock'")))


def test_of_two_people_with_one_task_one_is_told_who_was_faster(desk: Desk) -> None:
    desk.deploy(two_steps().build())
    opened = desk.open()
    task = desk.task("register").id

    results = together(
        lambda: desk.do("ana", complete_task, task, {"subject": "x"}),
        lambda: desk.do("ben", complete_task, task, {"subject": "y"}),
    )

    assert sum(isinstance(result, TaskAlreadyCompleted) for result in results) == 1
    assert desk.verbs(opened).count("task completed") == 1


def test_a_double_click_has_one_effect_and_the_same_answer_twice(desk: Desk) -> None:
    desk.deploy(forked().build())
    opened = desk.open()
    task = desk.task("left").id
    following = desk.task("right").id

    click = lambda: desk.send("ana", "click", complete_task, task, {})  # noqa: E731
    results = together(click, click, click)

    assert results == [following] * 3
    assert desk.verbs(opened).count("task completed") == 1


def test_whoever_forgets_the_lock_is_stopped_by_the_fence(desk: Desk) -> None:
    desk.deploy(two_steps().build())
    opened = desk.open()

    def forgetful(step: Step) -> None:
        case = step.session.get_one(Case, opened.case_id)
        raised = update(Case).values(lock_version=Case.lock_version + 1)
        step.session.execute(raised.execution_options(synchronize_session=False))
        case.priority = 99
        settle(step.session)

    with pytest.raises(CaseChangedMeanwhile):
        desk.do("ana", forgetful)


def test_one_step_is_one_commit_and_few_statements(desk: Desk) -> None:
    desk.deploy(two_steps().build())
    desk.open()
    task = desk.task("register").id
    desk.do("ana", complete_task, task, {"subject": "warm"})
    desk.open()
    task = desk.task("register").id
    statements, commits = _counted(desk.database)

    desk.do("ana", complete_task, task, {"subject": "x"})

    assert len(commits) == 1
    # Ten between plain tasks; here the first to act becomes the owner, and four eyes are looked after.
    assert len(statements) <= 14, "\n".join(statements)


def test_a_refused_step_leaves_no_trace(desk: Desk) -> None:
    desk.deploy(two_steps().build())
    desk.open()
    task = desk.task("register").id

    def broken(step: Step) -> None:
        complete_task(step, task, {"subject": "x"})
        raise AmendsError

    with pytest.raises(AmendsError):
        desk.do("ana", broken)

    assert desk.open_tasks() == ["register"]


KILLED = """
import os, sys
from pathlib import Path
from engine.commands.due import PERFORMERS, carrier
from engine.work.execute import execute
from dataclasses import replace
from engine.database import Database
from engine.settings import Settings
from tests.engine.commands.desk import MONDAY

folder, url, work_id, moment = Path(sys.argv[1]), *sys.argv[2:]
settings = Settings(var=folder, database_url=url, secret_key=b"k" * 32, time_travel=True)
letter = PERFORMERS["letter"]

def die(*_):
    os._exit(9)

def send_and_die(prepared, settings):
    letter.outside(prepared, settings)
    os._exit(9)

dying = replace(letter, outside=die if moment == "before" else send_and_die)
hands = carrier(Database(url), settings, MONDAY)
execute(replace(hands, performers={"letter": dying}), work_id)
"""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_letter_survives_the_death_of_the_process_between_commit_and_mail(
    desk: Desk, tmp_path: Path, moment: str
) -> None:
    builder = (
        PackageBuilder()
        .settings(customer={"email": "email"})
        .start()
        .service("write", "letter.send", letter="hello")
        .end()
        .flow("start", "write", "end")
        .letter("hello", "Dear customer")
    )
    desk.deploy(builder.build())
    desk.open(email="kim@example.org")
    (row,) = [row for row in desk.rows(Work) if row.kind == "letter"]
    root = Path(__file__).parents[3]

    command = [sys.executable, "-c", KILLED, str(tmp_path), desk.settings.database_url, row.id, moment]
    died = subprocess.run(command, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, check=False)  # noqa: S603
    _lease_runs_out(desk)
    desk.wait(minutes=6)

    assert died.returncode == 9
    (letter,) = desk.rows(Letter)
    assert letter.state == "sent"
    # Sent twice where the process died after handing it over: with the same Message-ID, so the same file.
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 1


def test_work_that_kills_its_process_each_time_ends_as_an_incident(desk: Desk) -> None:
    builder = PackageBuilder().start().timer("pause", "P1D").end().flow("start", "pause", "end")
    desk.deploy(builder.build())
    desk.open()
    with desk.database.write() as session:
        exhausted = update(Work).values(attempts=Work.max_attempts, state="running")
        session.execute(exhausted.execution_options(synchronize_session=False))

    desk.wait(days=1)

    assert desk.incidents() == [("timer", "gave-up")]
    assert run_due(carrier(desk.database, desk.settings, desk.now)) == 0


def _lease_runs_out(desk: Desk) -> None:
    with desk.database.write() as session:
        session.execute(update(Work).values(lease_until=None).execution_options(synchronize_session=False))


def _counted(database: Database) -> tuple[list[str], list[str]]:
    statements: list[str] = []
    commits: list[str] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN")):
            statements.append(" ".join(statement.split())[:90])

    @event.listens_for(database.engine, "commit")
    def committed(_c: object) -> None:
        commits.append("commit")

    return statements, commits


def test_tasks_of_one_element_are_told_apart(desk: Desk) -> None:
    builder = PackageBuilder().start().user("ask", each=("=units", "unit")).end().flow("start", "ask", "end")
    desk.deploy(builder.build())
    desk.open(units=["billing", "network"])

    tasks = sorted(desk.rows(Task), key=lambda task: task.instance or 0)

    assert [(task.instance, task.local) for task in tasks] == [(1, tasks[0].local), (2, tasks[1].local)]
    assert [task.local["unit"] for task in tasks] == ["billing", "network"]


def test_the_session_is_told_that_work_is_due(desk: Desk) -> None:
    told: list[str] = []
    desk.database.on_commit.append(lambda: told.append("due"))
    builder = PackageBuilder().start().timer("pause", "P1D").end().flow("start", "pause", "end")
    desk.deploy(builder.build())

    desk.open()

    assert told == ["due"]
