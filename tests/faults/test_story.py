"""Random stories of a case: whatever is done in whatever order, with crashes and restarts, the rows agree."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import update

from engine.cases.models import Case
from engine.clocks.models import Escalation
from engine.commands.complete_task import complete_task
from engine.commands.correlate_message import correlate_message
from engine.commands.escalate import escalate
from engine.commands.open_case import Opened, open_case
from engine.database import Database
from engine.step import Step
from engine.tasks.models import Task
from engine.timeline.models import TimelineEntry
from engine.work.models import PENDING, RUNNING, Work
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder
from tests.faults.amounts import times
from tests.faults.checking import check_store

STORIES, LENGTH = 2000, 50


class Crash(Exception):
    """The process dies before the commit."""


def telling() -> PackageBuilder:
    """A task, a message and a timer side by side, and then a manager."""
    return (
        PackageBuilder()
        .start()
        .gateway("split", "parallel")
        .user("answer")
        .catch("hear", "heard")
        .timer("pause", "PT2H")
        .gateway("join", "parallel")
        .user("approve", lane="Manager")
        .end()
        .flow("start", "split", "answer", "join", "approve", "end")
        .flow("split", "hear", "join")
        .flow("split", "pause", "join")
    )


def complete_and_crash(step: Step, task: str) -> None:
    """The whole step, but not its commit."""
    complete_task(step, task, {})
    raise Crash


class Story(RuleBasedStateMachine):
    """What should have happened is counted here; the store must say the same after every move."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="amends-story-"))
        self.desk = Desk(self.folder)
        self.desk.deploy(telling().build())
        self.cases: list[Opened] = []
        self.heard: set[int] = set()
        self.completed: list[tuple[str, str, str]] = []  # who, task, key
        self.raised = 0

    @initialize()
    def begin(self) -> None:
        """There is a case to tell of."""
        self.open()

    @rule()
    def open(self) -> None:
        """A case is opened, and the same submission comes again."""
        key = f"open-{len(self.cases)}"
        opened = self.desk.send("ana", key, open_case, "demo")
        assert self.desk.send("ana", key, open_case, "demo") == opened
        self.cases.append(opened)

    @rule(number=st.integers(0, 99), crash=st.booleans())
    def complete(self, number: int, crash: bool) -> None:
        """An open task is completed, after a crash that left nothing."""
        tasks = sorted((task for task in self.desk.rows(Task) if task.state == "open"), key=lambda t: t.id)
        if not tasks:
            return
        task = tasks[number % len(tasks)]
        who, key = ("ana" if task.element == "answer" else "mia"), f"complete-{task.id}"
        if crash:
            self._crash(who, task.id, key)
        self.desk.send(who, key, complete_task, task.id, {})
        self.completed.append((who, task.id, key))

    def _crash(self, who: str, task: str, key: str) -> None:
        with suppress(Crash):
            self.desk.send(who, key, complete_and_crash, task)

    @precondition(lambda self: self.completed)
    @rule(number=st.integers(0, 99))
    def repeat(self, number: int) -> None:
        """A submission that was accepted comes again."""
        who, task, key = self.completed[number % len(self.completed)]
        self.desk.send(who, key, complete_task, task, {})

    @rule(number=st.integers(0, 99))
    def message(self, number: int) -> None:
        """The message arrives, once for each case."""
        opened = self.cases[number % len(self.cases)]
        if opened.case_id not in self.heard:
            self.desk.do("ana", correlate_message, "heard", opened.reference, {})
            self.heard.add(opened.case_id)

    @rule(number=st.integers(0, 99), level=st.integers(1, 2))
    def raise_it(self, number: int, level: int) -> None:
        """Somebody escalates by hand."""
        opened = self.cases[number % len(self.cases)]
        if self.desk.case(opened).state == "open":
            self.desk.do("sue", escalate, opened.case_id, level, "it hurries")
            self.raised += 1

    @rule(minutes=st.sampled_from([1, 30, 119, 120, 240]))
    def time_passes(self, minutes: int) -> None:
        """What is due is done."""
        self.desk.now += timedelta(minutes=minutes)
        self.desk.work()
        assert not [row for row in self.desk.rows(Work) if self._is_due(row)]

    @rule()
    def worker_dies(self) -> None:
        """Work was begun and its process died; its lease runs out."""
        with self.desk.database.write() as session:
            begun = update(Work).where(Work.state.in_(PENDING), Work.visible_at <= self.desk.now)
            begun = begun.values(state=RUNNING, lease_token="dead", lease_until=None)
            session.execute(begun.execution_options(synchronize_session=False))

    @rule()
    def restart(self) -> None:
        """The program begins anew on the same store."""
        self.desk.database.dispose()
        self.desk.database = Database(self.desk.settings.database_url)

    @invariant()
    def the_rows_say_what_happened(self) -> None:
        """Nothing is lost, nothing is there twice, every chain holds."""
        verbs = [row.verb for row in self.desk.rows(TimelineEntry)]
        assert len(self.desk.rows(Case)) == verbs.count("case opened") == len(self.cases)
        assert verbs.count("task completed") == len(self.completed)
        assert len(self.desk.rows(Escalation)) == self.raised
        done = [row for row in self.desk.rows(Work) if row.kind == "timer" and row.state == "done"]
        assert verbs.count("timer fired") == len(done)
        assert self.desk.incidents() == []

    def teardown(self) -> None:
        """The chains and the file; then everything is taken away."""
        check_store(self.desk.database)
        self.desk.database.dispose()
        shutil.rmtree(self.folder)

    def _is_due(self, row: Work) -> bool:
        return row.state in ("ready", "running") and row.visible_at <= self.desk.now


TestStory = Story.TestCase
TestStory.settings = settings(
    max_examples=times(STORIES, usual=6),
    stateful_step_count=times(LENGTH, usual=20),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
