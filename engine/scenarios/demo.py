"""Stories of the demo: told into its own store, with its own people, long enough ago to be over today."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from engine.database import Database
from engine.errors import AmendsError
from engine.library.deploy import deploy
from engine.library.live import live_package
from engine.library.models import LiveVersion
from engine.library.package import Package
from engine.library.source import process_keys
from engine.library.yaml_reading import read_mapping
from engine.operations.catalogue import OPERATIONS
from engine.scenarios.errors import ScenarioError
from engine.scenarios.reading import read_scenario
from engine.scenarios.running import follow
from engine.scenarios.story import Story
from engine.scenarios.world import World
from engine.settings import Settings
from engine.step import CUSTOMER, SYSTEM, Actor

FOLDER = "processes/shared/demo"
SPAN = timedelta(weeks=30)  # how long before today a story begins; it must be over by then
DAY = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")  # also in an instant, where T follows


class DemoToldAlready(AmendsError):
    """The demo has its stories already."""


class DemoWorld(World):
    """The store that people use, at an instant of the past; `by: front_line.2` is the second there."""

    def __init__(self, database: Database, settings: Settings, process: str, now: datetime) -> None:
        """Take the demo's store; the process is the one whose start events open the story's cases."""
        self.database, self.settings, self.now = database, settings, now
        with self.look() as session:
            self.package = live_package(session, process)
        self._meet()

    def actor(self, name: str) -> Actor:
        """Who `by:` means; raises ScenarioError where the group has nobody."""
        if name == CUSTOMER.id or name in self.people:
            return super().actor(name)
        group, _, number = name.partition(".")
        members = [login for login, groups in self.people.items() if group in groups]
        place = int(number or 1) - 1
        if place >= len(members):
            raise ScenarioError(f"by: the demo has nobody for '{name}'")
        return super().actor(members[place])


def tell_demo(database: Database, settings: Settings, root: Path, now: datetime) -> list[str]:
    """Deploy the demo's own processes and tell its stories; gives their titles.

    Each step is a transaction, as in life. Raises DemoToldAlready, ScenarioError where a story does not hold.
    """
    folder, begins = root / FOLDER, _monday(now - SPAN)
    with database.write() as session:
        for place in sorted(path for path in folder.iterdir() if (path / "processes").is_dir()):
            for key in process_keys(place):
                if session.get(LiveVersion, key) is not None:
                    raise DemoToldAlready
                deploy(session, Package.read(place, key), SYSTEM, begins, operations=OPERATIONS)
    return [_tell(database, settings, path, begins) for path in sorted(folder.glob("*.yaml"))]


def _tell(database: Database, settings: Settings, path: Path, begins: datetime) -> str:
    document = dict(read_mapping(_shifted(path.read_text(encoding="utf-8"), begins).encode(), path.name))
    process = str(document.pop("process"))
    document["steps"] = [_with_contents(step, path.parent) for step in document["steps"]]
    scenario = read_scenario(document, path.stem)
    world = DemoWorld(database, settings, process, scenario.begins)
    follow(scenario, Story(world=world), lambda _world, _last: None)
    return scenario.title


def _with_contents(step: Mapping[str, Any], folder: Path) -> Mapping[str, Any]:
    """A field's files may be a folder beside the story: all that lies in it."""
    files = {
        field: {one.name: one.read_text(encoding="utf-8") for one in sorted((folder / given).iterdir())}
        if isinstance(given, str)
        else given
        for field, given in (step.get("files") or {}).items()
    }
    return {**step, "files": files} if files else step


def _shifted(text: str, begins: datetime) -> str:
    """The story with every day moved by whole weeks, so that its first day is `begins` and weekdays stay."""
    first = date.fromisoformat(DAY.findall(text)[0])
    moved = _monday(begins).date() - (first - timedelta(days=first.weekday()))
    return DAY.sub(lambda found: (date.fromisoformat(found[0]) + moved).isoformat(), text)


def _monday(moment: datetime) -> datetime:
    return datetime.combine(moment.date() - timedelta(days=moment.weekday()), time(9), moment.tzinfo)
