"""Two web and two worker processes on one PostgreSQL, as in compose.yaml: kill some, lose nothing."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest
from sqlalchemy import func, select

from engine.cases.models import Case, Incident
from engine.cli.opening import open_store
from engine.correspondence.models import Letter
from engine.database import Database
from engine.library.deploy import deploy
from engine.now import now
from engine.operations.catalogue import OPERATIONS
from engine.people.models import Person
from engine.people.tokens import create_token
from engine.settings import Settings
from engine.step import SYSTEM
from engine.tasks.models import Task
from engine.timeline.models import TimelineEntry
from engine.work.models import PENDING, Work
from tests.engine.commands.package import PackageBuilder
from tests.engine.scheduler.hands import empty_the_carrier

ROOT = Path(__file__).parent.parent.parent
CASES = 40
PATIENCE = 600  # seconds until the test gives up on something that should happen in a few


@dataclass(frozen=True)
class Started:
    """A process and the file with what it says."""

    process: subprocess.Popen[bytes]
    said: Path

    def until(self, pattern: str) -> str:
        """What it says, as soon as it has said this; the first group of the pattern, or all that fits."""
        _wait(lambda: re.search(pattern, self.said.read_text()) is not None, self.said)
        found = re.search(pattern, self.said.read_text())
        return found[found.lastindex or 0]


@dataclass
class Site:
    """The store and what is needed to start processes on it."""

    environ: dict[str, str]
    database: Database
    token: str
    running: list[Started] = field(default_factory=list)

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


@pytest.fixture
def site(postgresql_url: str, tmp_path: Path) -> Iterator[Site]:
    """A demo store with a process that writes, waits a second and writes again."""
    here = {key: value for key, value in os.environ.items() if not key.startswith("AMENDS_")}
    given = {
        "AMENDS_DATABASE_URL": postgresql_url,
        "AMENDS_VAR": str(tmp_path / "var"),
        "AMENDS_PORT": "0",
        "AMENDS_DEMO": "1",
        "AMENDS_LEASE_SECONDS": "4",
        "PYTHONUNBUFFERED": "1",
    }
    settings = Settings.from_environ(given)
    database = open_store(settings)
    with database.write() as session:
        deploy(session, _package(), SYSTEM, now(), operations=OPERATIONS)
        ana = session.scalars(select(Person.id).where(Person.login == "ana")).one()
        _, token = create_token(session, ana, "a program", now())
    site = Site({**here, **given}, database, token)
    yield site
    for one in site.running:
        one.process.kill()
        one.process.wait()
    database.dispose()


def test_nothing_is_lost_or_done_twice_when_a_worker_and_a_web_process_are_killed(site: Site) -> None:
    workers = [site.start("worker") for _ in range(2)]
    webs = [site.start("serve") for _ in range(2)]
    for worker in workers:
        worker.until("Amends works")
    addresses = [web.until(r"serves on (\S+)") for web in webs]
    accepted: dict[str, str] = {}

    with ThreadPoolExecutor(4) as people:
        asked = [people.submit(_open, site, addresses, number, accepted) for number in range(CASES)]
        _wait(lambda: len(accepted) >= CASES // 4)
        workers[0].process.kill()
        empty_the_carrier(site.database)
        _wait(lambda: len(accepted) >= CASES // 2)
        webs[0].process.kill()
        for one in asked:
            one.result()
    _wait(lambda: site.count(Work, Work.state.in_(PENDING), Work.case_id.is_not(None)) == 0)

    assert sorted(accepted) == sorted(str(number) for number in range(CASES))
    assert len(set(accepted.values())) == site.count(Case) == CASES
    assert site.count(Task, Task.state == "open") == CASES
    assert site.count(Incident) == 0
    assert site.verbs()["case opened"] == site.verbs()["timer fired"] == CASES
    assert site.count(Letter, Letter.state == "sent") == site.count(Letter) == 2 * CASES
    mail = Path(site.environ["AMENDS_VAR"]) / "mail"
    assert len(list(mail.glob("*.eml"))) == 2 * CASES
    for one in (workers[1], webs[1]):
        one.process.send_signal(signal.SIGTERM)
        assert one.process.wait(PATIENCE) == 0


def test_web_processes_alone_share_the_work(site: Site) -> None:
    webs = [site.start("serve") for _ in range(2)]
    addresses = [web.until(r"serves on (\S+)") for web in webs]
    accepted: dict[str, str] = {}

    for number in range(6):
        _open(site, addresses, number, accepted)
    _wait(lambda: site.count(Work, Work.state.in_(PENDING), Work.case_id.is_not(None)) == 0)

    assert site.verbs()["timer fired"] == 6
    assert site.count(Letter, Letter.state == "sent") == 12
    with urlopen(f"{addresses[0]}/metrics") as answer:  # noqa: S310 - our own address
        assert 'amends_cases_open{process="demo"} 6' in answer.read().decode()


def _package() -> object:
    return (
        PackageBuilder()
        .settings(customer={"name": "name", "email": "email"})
        .start()
        .service("greet", "letter.send", letter="hello")
        .timer("pause", "PT1S")
        .service("ask", "letter.send", letter="hello")
        .user("answer", form="answer")
        .end()
        .flow("start", "greet", "pause", "ask", "answer", "end")
        .letter("hello", "Hello.")
        .form("answer", {"type": "textfield", "key": "words"})
        .build()
    )


def _open(site: Site, addresses: list[str], number: int, accepted: dict[str, str]) -> None:
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


def _wait(for_: Callable[[], bool], *tellers: Path) -> None:
    limit = time.monotonic() + PATIENCE
    pause = threading.Event()
    while not for_():
        if time.monotonic() > limit:
            pytest.fail("it did not happen in time: " + "".join(path.read_text() for path in tellers))
        pause.wait(0.1)
