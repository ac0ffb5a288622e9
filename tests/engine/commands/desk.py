"""A desk to test commands at: a real store, people in every group, time that stands until it is moved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import select

from engine.audit.heads import first_fault
from engine.cases.file import load_file
from engine.cases.models import Case, CaseFile, Incident
from engine.clocks.models import Escalation
from engine.clocks.profiles import seed_profiles
from engine.clocks.seeds import seed_calendars
from engine.commands.complete_task import complete_task
from engine.commands.due import carrier, run_due
from engine.commands.open_case import Opened, open_case
from engine.correspondence.models import Letter
from engine.database import Base, Database
from engine.library.models import LiveVersion, ProcessFile, ProcessVersion
from engine.library.package import Package
from engine.library.source import shipped_root
from engine.people.accounts import actor_of, create_person
from engine.people.groups import add_groups
from engine.settings import Settings
from engine.step import Actor, Step
from engine.tasks.models import Task
from engine.timeline.queries import Entry, timeline
from tests.store import store_url

P = ParamSpec("P")
R = TypeVar("R")
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PEOPLE = {
    "ana": ("front_line", ("staff",)),
    "ben": ("front_line", ("staff",)),
    "mia": ("manager", ("staff",)),
    "sue": ("lead", ("staff", "supervisor")),
    "oli": ("officer", ("staff",)),
}


class Desk:
    """One store with people; `do` is one command in one transaction."""

    def __init__(self, folder: Path, url: str | None = None) -> None:
        """Create the store, embedded unless a URL is given, and its people."""
        self.now = MONDAY
        url = url or store_url(folder, "desk.db")
        self.settings = Settings(var=folder, database_url=url, secret_key=b"k" * 32, time_travel=True)
        self.database = Database(url)
        Base.metadata.create_all(self.database.engine)
        self.people: dict[str, Actor] = {}
        with self.database.write() as session:
            seed_calendars(session, shipped_root() / "processes" / "shared" / "calendars.yaml", self.now)
            seed_profiles(session, shipped_root() / "processes" / "shared" / "norm_profiles.yaml", self.now)
            add_groups(session, None, {group: group for group, _ in PEOPLE.values()})
            for login, (group, roles) in PEOPLE.items():
                person = create_person(
                    session, login=login, name=login.title(), now=self.now, roles=roles, groups=[group]
                )
                session.flush()
                self.people[login] = actor_of(session, person.id)

    def deploy(self, package: Package) -> None:
        """Make a package live, without the check that real deployments pass."""
        with self.database.write() as session:
            count = len(session.scalars(select(ProcessVersion.hash)).all())
            version = ProcessVersion(
                hash=package.version,
                process=package.key,
                number=count + 1,
                title=package.settings.title,
                files_origin="owner",
                deployed_at=self.now,
                deployed_by="test",
            )
            session.add(version)
            session.flush()
            for path, content in package.files.items():
                session.add(ProcessFile(version=package.version, path=path, content=content))
            live = session.get(LiveVersion, package.key)
            if live is None:
                row = LiveVersion(process=package.key, version=package.version, since=self.now, set_by="test")
                session.add(row)
            else:
                live.version = package.version

    def do(
        self, who: str | Actor, command: Callable[Concatenate[Step, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Carry out a command as this person and commit."""
        return self.send(who, None, command, *args, **kwargs)

    def send(
        self,
        who: str | Actor,
        key: str | None,
        command: Callable[Concatenate[Step, P], R],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """The same with an idempotency key."""
        actor = who if isinstance(who, Actor) else self.people[who]
        with self.database.write() as session:
            step = Step(
                session=session, actor=actor, now=self.now, settings=self.settings, key=key, route="/test"
            )
            return command(step, *args, **kwargs)

    def open(self, process: str = "demo", **variables: Any) -> Opened:
        """Open a case as Ana."""
        return self.do("ana", open_case, process, variables=variables)

    def complete(self, who: str, element: str, **answers: Any) -> str | None:
        """Complete the open task at this element."""
        return self.do(who, complete_task, self.task(element).id, answers)

    def wait(self, **span: float) -> None:
        """Let time pass and do what is due."""
        self.now += timedelta(**span)
        self.work()

    def work(self) -> int:
        """Do what is due now."""
        return run_due(carrier(self.database, self.settings, self.now))

    def task(self, element: str) -> Task:
        """The open task at this element; there must be one."""
        with self.database.read() as session:
            found = session.scalars(select(Task).where(Task.element == element, Task.state == "open")).all()
            assert len(found) == 1, f"{element}: {[task.element for task in found]}"
            return found[0]

    def open_tasks(self) -> list[str]:
        """The elements of all open tasks."""
        with self.database.read() as session:
            return sorted(session.scalars(select(Task.element).where(Task.state == "open")))

    def case(self, opened: Opened) -> Case:
        """The case row."""
        with self.database.read() as session:
            return session.get_one(Case, opened.case_id)

    def only(self) -> Opened:
        """The one case there is."""
        (case,) = self.rows(Case)
        return Opened(reference=case.reference, secret="", case_id=case.id)

    def file(self, opened: Opened) -> dict[str, Any]:
        """The case file."""
        with self.database.read() as session:
            return load_file(session.get_one(CaseFile, opened.case_id).content)

    def rows(self, model: type[R]) -> list[R]:
        """All rows of a kind."""
        with self.database.read() as session:
            return list(session.scalars(select(model)))

    def letters(self) -> list[str]:
        """The keys of all letters."""
        return [letter.key for letter in self.rows(Letter)]

    def incidents(self) -> list[tuple[str, str]]:
        """Kind and code of open incidents."""
        return [(row.kind, row.code) for row in self.rows(Incident) if row.state == "open"]

    def escalations(self) -> list[tuple[str, int, str]]:
        """Origin, level and code of all escalations."""
        return [(row.origin, row.level, row.code) for row in self.rows(Escalation)]

    def timeline(self, opened: Opened) -> tuple[Entry, ...]:
        """The timeline of a case; its chain must hold."""
        with self.database.read() as session:
            assert first_fault(session, opened.case_id) is None
            return timeline(session, opened.case_id)

    def verbs(self, opened: Opened) -> list[str]:
        """What happened to a case."""
        return [entry.verb for entry in self.timeline(opened)]
