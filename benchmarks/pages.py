"""Pages that people open all day, on a small store and on a big one."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from flask.testing import FlaskClient
from sqlalchemy import text, update

from benchmarks.ground import Ground
from benchmarks.growth import ENTRIES, TASKS, fill, group
from benchmarks.measuring import percentile
from benchmarks.office import MONDAY, Office
from benchmarks.row import Row
from engine.cases.models import Case
from engine.cases.queries import case_view
from engine.cases.reference import reference_of
from engine.clocks.queries import QueueFilter, escalation_queue
from engine.now import now
from engine.people.accounts import create_person, person_by_id
from engine.tasks.queries import InboxFilter, inbox
from engine.timeline.queries import timeline
from web.app import create_app
from web.security import limiter

MOST = 1.5
SAMPLES, LOOKED_AT = 150, 200
GROUPS = frozenset({group(0), group(1)})
PAGES = ("inbox", "escalation queue", "case page")


@dataclass(kw_only=True)
class Filled:
    """A filled store with the application on it and somebody signed in."""

    office: Office
    cases: int
    client: FlaskClient
    person: str
    seconds: float

    def ask(self, page: str, number: int) -> None:
        """One page as the browser gets it."""
        path = {"inbox": "/desk", "escalation queue": "/supervise"}.get(page) or f"/cases/{reference(number)}"
        answer = self.client.get(path, follow_redirects=True)
        if answer.status_code != 200:
            raise ValueError(f"{path} answered {answer.status_code}")

    def query(self, page: str, number: int) -> None:
        """What the page asks of the store, without the page."""
        with self.office.database.read() as session:
            if page == "inbox":
                inbox(session, InboxFilter(person_id=self.person, groups=GROUPS))
            elif page == "escalation queue":
                escalation_queue(session, QueueFilter(groups=GROUPS))
            else:
                timeline(session, case_view(session, reference(number)).id)


def run(ground: Ground) -> list[Row]:
    """One row per store; the million only where it is asked for."""
    many = ground.size.many if ground.big else ground.size.few * 10
    return [one(ground, name, url, many) for name, url in ground.stores()]


def one(ground: Ground, name: str, url: str, many: int) -> Row:
    """Small and big in turn, page by page."""
    other = ground.sqlite() if name == "SQLite" else ground.postgresql_url()
    small, big = filled(ground, url, ground.size.few), filled(ground, other, many)
    samples = min(SAMPLES, ground.size.cases)
    told, worst = [], 0.0
    for page in PAGES:
        whole, asked = (compare(small, big, page, samples, kind) for kind in ("ask", "query"))
        worst = max(worst, whole[0])
        told.append(
            f"{page} {whole[0]:.2f}x (p95 {whole[1] * 1e3:.0f} -> {whole[2] * 1e3:.0f} ms; its queries "
            f"{asked[0]:.2f}x, {asked[1] * 1e3:.1f} -> {asked[2] * 1e3:.1f} ms)"
        )
    size = _size(big)
    for store in (small, big):
        store.office.close()
    return Row(
        measure=(
            f"Inbox, escalation queue, case page, {name}: {many:,} cases, {many * TASKS:,} tasks, "
            f"{many * ENTRIES:,} timeline entries against {ground.size.few:,} cases"
        ),
        target="p95 at most 1.5x",
        reached="; ".join(told),
        met=worst <= MOST if many == ground.size.many else None,
        where="Partial indexes keep lists to their open rows; a case is read by its own indexes.",
        more=(f"Filling the big store took {big.seconds:.0f} s; it takes {size / 1e9:.1f} GB.",),
    )


def compare(small: Filled, big: Filled, page: str, samples: int, kind: str) -> tuple[float, float, float]:
    """Ratio of the p95, and both of them in seconds; requests go to both stores in turn."""
    drawn = {store.cases: itertools.cycle(looked_at(store.cases)) for store in (small, big)}
    taken: dict[int, list[float]] = {small.cases: [], big.cases: []}
    for number in range(samples + 3):
        for store in (small, big):
            call: Callable[[str, int], None] = store.ask if kind == "ask" else store.query
            which = next(drawn[store.cases])
            begin = time.perf_counter()
            call(page, which)
            if number >= 3:
                taken[store.cases].append(time.perf_counter() - begin)
    first, last = (percentile(taken[store.cases], 0.95) for store in (small, big))
    return last / first, first, last


def filled(ground: Ground, url: str, cases: int) -> Filled:
    """A store with so many cases, and a supervisor of two groups signed in."""
    office = Office(ground.fresh, url)
    begin = time.perf_counter()
    fill(office, cases)
    seconds = time.perf_counter() - begin
    _give_references(office, cases)
    with office.database.write() as session:
        person = create_person(
            session, login="sue", name="Sue", now=MONDAY, roles=["staff", "supervisor"], groups=sorted(GROUPS)
        ).id
        stamp = person_by_id(session, person).session_stamp
    app = create_app(office.settings, office.database)
    limiter.enabled = False
    client = app.test_client()
    with client.session_transaction() as cookie:
        instant = now().timestamp()
        cookie.update(person=person, stamp=stamp, began=instant, seen=instant)
    return Filled(office=office, cases=cases, client=client, person=person, seconds=seconds)


def reference(number: int) -> str:
    """The reference of the case with this number, check character and all."""
    return reference_of("BEN", 2024, number)


def looked_at(cases: int) -> list[int]:
    """The cases whose pages are opened: drawn from all, the same ones every time."""
    return random.Random(cases).choices(range(2, cases), k=LOOKED_AT)  # noqa: S311 - no secret


def _give_references(office: Office, cases: int) -> None:
    """Bulk inserts cannot reckon check characters: the cases that are looked at get their true references."""
    with office.database.write() as session:
        for number in looked_at(cases):
            session.execute(update(Case).where(Case.id == number).values(reference=reference(number)))


def _size(store: Filled) -> float:
    """Bytes on disk."""
    with store.office.database.read() as session:
        if store.office.database.is_sqlite:
            pages = session.scalar(text("PRAGMA page_count")) or 0
            return float(pages * (session.scalar(text("PRAGMA page_size")) or 0))
        return float(session.scalar(text("SELECT pg_database_size(current_database())")) or 0)
