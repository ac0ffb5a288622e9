"""The world of one scenario: a store of its own, people in every group, and time that can be travelled."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.cases.models import OPEN, Incident
from engine.clocks.calendars import calendar_named
from engine.clocks.profiles import seed_profiles
from engine.clocks.seeds import seed_calendars
from engine.commands.due import carrier, run_due
from engine.database import Base, Database
from engine.library.deploy import deploy
from engine.library.package import Package
from engine.library.source import process_keys, shipped_root
from engine.operations.catalogue import OPERATIONS
from engine.people.accounts import actor_of, person_by_login
from engine.people.models import Membership, Person
from engine.registers.seeds import seed_catalogues
from engine.scenarios.errors import ScenarioError, Unfulfilled
from engine.scenarios.people import Named, hire_groups, hire_named, hire_organisation
from engine.settings import Settings
from engine.step import CUSTOMER, SYSTEM, Actor, Step
from engine.work.queue import next_instant
from engine.worktime.calendar import Calendar

OFFICE = "office"  # in whose working days a story waits
STORE = "scenario.db"

Result = TypeVar("Result")


class World:
    """A store, the present instant and the people. One transaction per deed, as in real life."""

    def __init__(self, folder: Path, package: Package, now: datetime) -> None:
        """Take a folder whose store `prepare_store` has filled for this package."""
        self.package = package
        self.now = now
        self.settings = _settings(folder)
        self.database = Database(self.settings.database_url)
        self._meet()

    def do(self, actor: Actor, deed: Callable[[Step], Result]) -> Result:
        """One deed in one transaction, then everything that is due at once."""
        with self.database.write() as session:
            result = deed(Step(session=session, actor=actor, now=self.now, settings=self.settings))
        self.settle()
        return result

    @contextmanager
    def look(self) -> Iterator[Session]:
        """A session to look around with."""
        with self.database.read() as session:
            yield session

    def settle(self) -> None:
        """Do what is due now; an incident ends the story, for in it the case stands still."""
        run_due(carrier(self.database, self.settings, self.now))
        with self.look() as session:
            incident = session.scalar(select(Incident).where(Incident.state == OPEN).limit(1))
            if incident is not None:
                place = incident.element or incident.kind
                raise Unfulfilled("incidents", "none", f"at {place}: {incident.reason}")

    def travel(self, until: datetime) -> None:
        """Let time pass; whatever becomes due on the way happens at its own instant, in order."""
        while True:
            with self.look() as session:
                following = next_instant(session)
            if following is None or following > until:
                break
            self.now = max(self.now, following)
            self.settle()
        self.now = until

    def office(self) -> Calendar:
        """The calendar in which a scenario's working days are counted."""
        with self.look() as session:
            return calendar_named(session, OFFICE)

    def begin_anew(self, prepared: Path, now: datetime) -> None:
        """Take the prepared store once more. The connections are new; the statements stay compiled."""
        self.database.dispose()
        copy_store(prepared, self.settings.var)
        self.now = now
        self._meet()

    def hire(self, people: tuple[Named, ...]) -> None:
        """Add those the story names."""
        if people:
            with self.database.write() as session:
                hire_named(session, [self.package], people, self.now)
            self._meet()

    def _meet(self) -> None:
        """Learn who there is."""
        with self.look() as session:
            self.people = _people(session)
        self.actors: dict[str, Actor] = {}

    def actor(self, name: str) -> Actor:
        """Who `by:` means: "customer", a login, or a group's first person; "front_line.2" is the second."""
        if name == CUSTOMER.id:
            return CUSTOMER
        login = name if name in self.people else f"{name}.1"
        if login not in self.people:
            raise ScenarioError(f"by: there is nobody called '{name}'; write a group, group.2, or a login")
        if login not in self.actors:
            with self.look() as session:
                self.actors[login] = actor_of(session, person_by_login(session, login).id)
        return self.actors[login]

    def person(self, person_id: str) -> Actor:
        """Somebody who did something before."""
        with self.look() as session:
            return actor_of(session, person_id)

    def supervisor(self) -> Actor:
        """The first person of the lowest escalation level, or of the owner's group without levels."""
        levels = self.package.settings.levels
        return self.members([levels[min(levels)] if levels else self.package.settings.owner])[0]

    def members(self, groups: Iterable[str]) -> list[Actor]:
        """The people of these groups, each group's first person before anybody's second."""
        wanted = set(groups)
        found = [login for login, works in self.people.items() if works & wanted]
        return [self.actor(login) for login in found]

    def leave(self) -> None:
        """Close the store."""
        self.database.dispose()


def prepare_store(folder: Path, package: Package, now: datetime, organisation: str | None = None) -> None:
    """Create a store with calendars, catalogues, the package as live version, and people in its groups.

    The shipped packages whose cases it opens are there too. With an `organisation` its seats are the people.
    """
    database = Database(_settings(folder).database_url)
    try:
        Base.metadata.create_all(database.engine)
        shared = shipped_root() / "processes" / "shared"
        with database.write() as session:
            seed_calendars(session, shared / "calendars.yaml", now)
            seed_profiles(session, shared / "norm_profiles.yaml", now)
            seed_catalogues(session, shared / "catalogues.yaml", now)
            packages = [package, *opened_by(package)]
            for one in packages:
                deploy(session, one, SYSTEM, now, operations=OPERATIONS)
            if organisation is None:
                hire_groups(session, packages, now)
            else:
                hire_organisation(session, organisation, now)
    finally:
        database.dispose()


def opened_by(package: Package) -> list[Package]:
    """The shipped packages whose cases this one or its stories open, finds or counts, and theirs in turn."""
    found: dict[str, Package] = {package.key: package}
    waiting, named = [package], _processes_told_of(package)
    while waiting:
        for key in sorted(named | _processes_named(waiting.pop())):
            if key not in found and key in process_keys(shipped_root()):
                found[key] = Package.read(shipped_root(), key)
                waiting.append(found[key])
    return list(found.values())[1:]


def _processes_named(package: Package) -> set[str]:
    """What the header `process` of any operation says, computed ones excepted."""
    elements = (
        element for process in package.model.processes.values() for element in process.elements.values()
    )
    return {one.headers["process"] for one in elements if "process" in one.headers}


def _processes_told_of(package: Package) -> set[str]:
    """The processes of which a story of this package opens a case."""
    steps = [step for story in package.scenarios.values() for step in _steps_of(story)]
    opened = [step.get("open") for step in steps if isinstance(step, Mapping)]
    return {str(one["process"]) for one in opened if isinstance(one, Mapping) and "process" in one}


def _steps_of(story: Mapping[str, Any]) -> list[Any]:
    steps = story.get("steps")
    return steps if isinstance(steps, list) else []


def copy_store(source: Path, target: Path) -> None:
    """Give a scenario a store of its own; the prepared one is closed, so its file is complete."""
    target.mkdir(exist_ok=True)
    for left in target.glob(f"{STORE}-*"):  # the journal of the store that is replaced
        left.unlink()
    shutil.copy(source / STORE, target / STORE)


def _settings(folder: Path) -> Settings:
    return Settings(
        var=folder,
        database_url=f"sqlite:///{folder / STORE}",
        secret_key=b"a scenario keeps no secrets at all",
        time_travel=True,
    )


def _people(session: Session) -> Mapping[str, frozenset[str]]:
    """Every login with its groups: groups' first people, groups' second people, then those with names."""
    rows = session.execute(
        select(Person.login, Membership.group).outerjoin(Membership, Membership.person == Person.id)
    )
    found: dict[str, set[str]] = {}
    for login, group in rows:
        found.setdefault(login, set()).update({group} if group else ())
    order = sorted(found, key=lambda login: (login.partition(".")[2] or "~", login))
    return {login: frozenset(found[login]) for login in order}
