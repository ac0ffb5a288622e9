"""A store with people and one process, and its commands as an entry point calls them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import uuid4

import yaml
from sqlalchemy import bindparam, select

from benchmarks.drawing import Diagram
from benchmarks.tables import rate_in_feel
from engine.clocks.seeds import seed_calendars
from engine.commands.complete_task import complete_task
from engine.commands.open_case import open_case
from engine.database import Base, Database
from engine.library.models import LiveVersion, ProcessFile, ProcessVersion
from engine.library.package import Package
from engine.library.source import shipped_root
from engine.people.accounts import actor_of, create_person
from engine.people.groups import add_groups
from engine.settings import Settings
from engine.step import Actor, Step
from engine.tasks.models import OPEN, Task

P = ParamSpec("P")
R = TypeVar("R")
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LANE, FORM, PASSWORD = "front_line", "answer", "a-long-enough-passphrase"
_OPEN_TASK = select(Task.id).where(
    Task.case_id == bindparam("case"), Task.element == bindparam("element"), Task.state == OPEN
)
FIELDS = ({"type": "number", "key": "touched"}, {"type": "textfield", "key": "remark"})


def package_of(diagram: Diagram, title: str = "Measured") -> Package:
    """A package of this diagram: one lane, one form with two fields, one clock, the rating table."""
    key = diagram.process
    settings = {
        "key": key,
        "prefix": "BEN",
        "title": title,
        "purpose": "To be measured.",
        "owner": LANE,
        "main": key,
        "groups": {LANE: {"title": "Front line"}, "lead": {"title": "Lead"}},
        "escalation": {"levels": {1: "lead"}},
        "summary": '="Case about " + record.product.label',
        "search": ["description"],
        "clocks": {
            "answer": {
                "title": "Answer",
                "kind": "service",
                "starts": "=case.received",
                "target": "20 working days",
                "calendar": "office",
                "points": [{"at": "100 %", "level": 1, "code": "clock_breached"}],
            }
        },
    }
    components = [{"id": f"field_{one['key']}", "label": one["key"], **one} for one in FIELDS]
    form = {"id": FORM, "type": "default", "schemaVersion": 19, "components": components}
    folder = f"processes/{key}"
    return Package.from_files(
        key,
        {
            f"{folder}/process.yaml": yaml.safe_dump(settings, sort_keys=False).encode(),
            f"{folder}/{key}.bpmn": diagram.xml(LANE),
            f"{folder}/rate.dmn": rate_in_feel(),
            f"forms/{key}/{FORM}.form": json.dumps(form).encode(),
        },
    )


class Office:
    """One store; every command is one transaction, as in production."""

    def __init__(self, folder: Path, url: str, now: datetime = MONDAY) -> None:
        """Create the store, its calendars and two people of the lane; `now` is when everything happens."""
        load_models()
        self.now = now
        self.settings = Settings(var=folder, database_url=url, secret_key=b"k" * 32, time_travel=True)
        self.database = Database(url)
        Base.metadata.create_all(self.database.engine)
        with self.database.write() as session:
            seed_calendars(session, shipped_root() / "processes" / "shared" / "calendars.yaml", now)
            add_groups(session, None, {LANE: "Front line", "lead": "Lead"})
            self.ana, self.ben = (self._person(session, login) for login in ("ana", "ben"))

    def _person(self, session: Any, login: str) -> Actor:
        person = create_person(
            session,
            login=login,
            name=login.title(),
            now=self.now,
            password=PASSWORD,
            roles=["staff", "supervisor"],
            groups=[LANE, "lead"],
        )
        session.flush()
        return actor_of(session, person.id)

    def deploy(self, package: Package) -> None:
        """Store a package and make it live; the check of deployments is left out."""
        with self.database.write() as session:
            number = len(session.scalars(select(ProcessVersion.hash)).all()) + 1
            session.add(
                ProcessVersion(
                    hash=package.version,
                    process=package.key,
                    number=number,
                    title=package.settings.title,
                    files_origin="owner",
                    deployed_at=self.now,
                    deployed_by="benchmark",
                )
            )
            session.flush()
            for path, content in package.files.items():
                session.add(ProcessFile(version=package.version, path=path, content=content))
            session.merge(
                LiveVersion(process=package.key, version=package.version, since=self.now, set_by="benchmark")
            )

    def do(self, command: Callable[Concatenate[Step, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """One command as Ana in one transaction."""
        return self.send(self.ana, None, command, *args, **kwargs)

    def send(
        self,
        actor: Actor,
        key: str | None,
        command: Callable[Concatenate[Step, P], R],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """The same as anybody, with an idempotency key where one is given."""
        with self.database.write() as session:
            step = Step(
                session=session, actor=actor, now=self.now, settings=self.settings, key=key, route="/bench"
            )
            return command(step, *args, **kwargs)

    def open(self, process: str, variables: Mapping[str, Any]) -> int:
        """Open a case, gives its id."""
        return self.do(open_case, process, variables=variables).case_id

    def task(self, case_id: int, element: str) -> str:
        """The id of the open task of a case at this element."""
        with self.database.read() as session:
            return session.scalars(_OPEN_TASK, {"case": case_id, "element": element}).one()

    def complete(self, case_id: int, *elements: str) -> None:
        """Complete these tasks one after the other."""
        for number, element in enumerate(elements):
            self.do(complete_task, self.task(case_id, element), answers(number))

    def close(self) -> None:
        """Let the store go."""
        self.database.dispose()


def answers(number: int) -> dict[str, Any]:
    """What the form is answered with: as a browser posts it."""
    return {"touched": str(number), "remark": f"remark {number} {uuid4().hex[:8]}"}


def load_models() -> None:
    """Make all tables known."""
    engine = Path(import_module("engine").__file__ or "").parent
    for models in sorted(engine.glob("*/models.py")):
        import_module(f"engine.{models.parent.name}.models")
