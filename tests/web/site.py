"""Several `amends serve` and `amends worker` on one PostgreSQL, as real processes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest
from sqlalchemy import func, select

from engine.cli.opening import open_store
from engine.database import Database
from engine.library.deploy import deploy
from engine.now import now
from engine.operations.catalogue import OPERATIONS
from engine.people.models import Person
from engine.people.tokens import create_token
from engine.settings import Settings
from engine.step import SYSTEM
from engine.timeline.models import TimelineEntry

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 600  # seconds until a test gives up on something that should happen in a few


@dataclass(frozen=True)
class Started:
    """A process and the file with what it says."""

    process: subprocess.Popen[bytes]
    said: Path

    def until(self, pattern: str) -> str:
        """What it says, as soon as it has said this; the first group of the pattern, or all that fits."""
        wait(lambda: re.search(pattern, self.said.read_text()) is not None, self.said)
        found = re.search(pattern, self.said.read_text())
        return found[found.lastindex or 0]


@dataclass
class Site:
    """The store and what is needed to start processes on it."""

    environ: dict[str, str]
    database: Database
    token: str
    running: list[Started]

    def start(self, *command: str) -> Started:
        """One process of the topology."""
        said = Path(self.environ["AMENDS_VAR"]) / f"{command[0]}-{len(self.running)}.log"
        with said.open("w") as file:
            process = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-c", "from web.cli import main; main()", *command],
                cwd=ROOT,
                env=self.environ,
                stdout=file,
                stderr=subprocess.STDOUT,
            )
        started = Started(process, said)
        self.running.append(started)
        return started

    def count(self, what: type[object], *where: object) -> int:
        """How many rows there are."""
        with self.database.read() as session:
            return session.scalar(select(func.count()).select_from(what).where(*where)) or 0

    def verbs(self) -> Counter[str]:
        """How often each thing happened, over all timelines."""
        with self.database.read() as session:
            return Counter(session.scalars(select(TimelineEntry.verb)))


@contextmanager
def new_site(url: str, var: Path, package: object, **more: str) -> Iterator[Site]:
    """A demo store with one more process; what was started on it is killed at the end."""
    here = {key: value for key, value in os.environ.items() if not key.startswith("AMENDS_")}
    given = {
        "AMENDS_DATABASE_URL": url,
        "AMENDS_VAR": str(var),
        "AMENDS_PORT": "0",
        "AMENDS_DEMO": "1",
        "AMENDS_LEASE_SECONDS": "4",
        "PYTHONUNBUFFERED": "1",
        **more,
    }
    settings = Settings.from_environ(given)
    database = open_store(settings)
    running: list[Started] = []
    try:
        with database.write() as session:
            deploy(session, package, SYSTEM, now(), operations=OPERATIONS)
            ana = session.scalars(select(Person.id).where(Person.login == "ana")).one()
            _, token = create_token(session, ana, "a program", now())
        yield Site({**here, **given}, database, token, running)
    finally:
        for one in running:
            one.process.kill()
            one.process.wait()
        database.dispose()


def open_case(site: Site, addresses: list[str], number: int, accepted: dict[str, str]) -> None:
    """Ask one web process after the other, always with the same key, until one of them has said yes."""
    content = {"process": "demo", "variables": {"name": f"N{number}", "email": f"n{number}@example.org"}}
    headers = {
        "Authorization": f"Bearer {site.token}",
        "Content-Type": "application/json",
        "Idempotency-Key": f"case-{number}",
    }
    limit = time.monotonic() + PATIENCE
    for turn in range(10_000):
        url = f"{addresses[(number + turn) % len(addresses)]}/api/v1/cases"
        try:
            with urlopen(Request(url, json.dumps(content).encode(), headers), timeout=PATIENCE) as answer:  # noqa: S310
                accepted[str(number)] = json.load(answer)["reference"]
                return
        except (URLError, ConnectionError, TimeoutError):
            if time.monotonic() > limit:
                raise


def wait(for_: Callable[[], bool], *tellers: Path) -> None:
    """Look again and again until something has happened that other processes do."""
    limit = time.monotonic() + PATIENCE
    pause = threading.Event()
    while not for_():
        if time.monotonic() > limit:
            pytest.fail("it did not happen in time: " + "".join(path.read_text() for path in tellers))
        pause.wait(0.1)
