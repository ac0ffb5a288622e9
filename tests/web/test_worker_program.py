"""The worker of docs/workers.md, run as it stands there, against a store that is served."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from engine.jobs.leases import Asked, take
from engine.jobs.models import OutsideJob
from engine.library.package import Package
from engine.now import now
from engine.people.accounts import create_person
from engine.people.groups import add_groups
from engine.people.tokens import create_token
from engine.tasks.models import Task
from engine.timeline.models import TimelineEntry
from tests.engine.commands.package import PackageBuilder
from tests.store import store_url
from tests.web.site import ROOT, Site, new_site, open_case, wait

PAGE = ROOT / "docs" / "workers.md"
CASES = 6


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A store with a process whose first two tasks the worker does."""
    with new_site(store_url(tmp_path), tmp_path / "var", _package()) as site:
        yield site


def test_the_worker_of_the_page_does_what_waits_and_books_nothing_twice(site: Site, tmp_path: Path) -> None:
    address = site.start("serve").until(r"serves on (\S+)")
    accepted: dict[str, str] = {}
    for number in range(CASES):  # the last of them has nothing to credit
        open_case(site, [address], number, accepted)
    _forget_an_answer(site, tmp_path / "books.db")
    token = _token(site)
    workers = [_worker(token, address, tmp_path) for _ in range(2)]

    try:
        wait(lambda: site.count(OutsideJob) == 0 and site.count(Task, Task.state == "open") == CASES)
    finally:
        for one in workers:
            one.kill()
            one.wait()

    with closing(sqlite3.connect(tmp_path / "books.db")) as books:
        assert books.execute("SELECT count(*), min(number) FROM note").fetchone() == (CASES - 1, 1)
        assert books.execute("SELECT customer FROM note WHERE number = 1").fetchone() == ("booked before",)
    assert site.count(Task, Task.state == "open", Task.element == "after") == CASES - 1
    assert site.count(Task, Task.state == "open", Task.element == "look") == 1
    verbs = site.verbs()
    assert (verbs["job completed"], verbs["job ended in error"]) == (2 * (CASES - 1), 1)
    with site.database.read() as session:
        by = select(TimelineEntry.actor_id).where(TimelineEntry.verb == "job completed")
        actors = set(session.scalars(by))
    assert len(actors) == 1  # both are the account of the program, which has no role


def _forget_an_answer(site: Site, books: Path) -> None:
    """A worker before these booked the first note, and died before it could say so."""
    with site.database.write() as session:
        asked = Asked(
            types=["accounts.credit_note"],
            groups=["accounts_system"],
            worker="dead",
            most=1,
            lease=timedelta(seconds=2),
        )
        token = take(session, asked, now())
        job = session.scalars(select(OutsideJob).where(OutsideJob.lease_token == token)).one()
        booked = job.id
    with closing(sqlite3.connect(books)) as made:
        made.execute("CREATE TABLE note (number INTEGER PRIMARY KEY, job UNIQUE, customer)")
        made.execute("INSERT INTO note (job, customer) VALUES (?, 'booked before')", (booked,))
        made.commit()


def _worker(token: str, address: str, folder: Path) -> subprocess.Popen[bytes]:
    """One process that runs the program of the page."""
    (program,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    file = folder / "worker.py"
    file.write_text(program)
    environ = {"AMENDS_TOKEN": token, "WORKER_PAUSE": "0.2", "PATH": ""}
    return subprocess.Popen([sys.executable, str(file), address, str(folder / "books.db")], env=environ)  # noqa: S603


def _token(site: Site) -> str:
    """A token of an account that has no role, and is in the worker's group."""
    with site.database.write() as session:
        add_groups(session, None, {"accounts_system": "Accounts system"})
        person = create_person(
            session, login="erp", name="Accounts system", now=now(), roles=(), groups=["accounts_system"]
        )
        session.flush()
        return create_token(session, person.id, "books", now())[1]


def _package() -> Package:
    workers = {
        "accounts.account": {
            "title": "Account of a customer",
            "group": "accounts_system",
            "example": {"account": "A-1"},
        },
        "accounts.credit_note": {
            "title": "Credit note",
            "group": "accounts_system",
            "example": {"credit_note": "G-1"},
        },
    }
    groups = {key: {"title": key} for key in ("accounts_system", "front_line", "manager", "lead")}
    return (
        PackageBuilder()
        .settings(workers=workers, groups=groups)
        .form("seen", {"type": "textfield", "key": "remark"})
        .start()
        .service(
            "credit",
            "accounts.credit_note",
            takes={"customer": "=name", "amount": f'=if name = "N{CASES - 1}" then 0 else 10'},
        )
        .service("find", "accounts.account")
        .on_error("nothing", "credit", "nothing_to_credit")
        .user("after", lane="front_line", form="seen")
        .user("look", lane="front_line", form="seen")
        .end()
        .flow("start", "credit", "find", "after", "end")
        .flow("nothing", "look", "end")
        .build()
    )
