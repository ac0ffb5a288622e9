"""Due work: how soon it is done, embedded and by workers, and how fast a heap of due timers melts.

`python -m benchmarks.due URL` is the naive worker beside us: it claims by SKIP LOCKED and does the same step
in the same transaction, without lease, attempt or fence.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

import click
from sqlalchemy import ColumnElement, func, select, update

from benchmarks.drawing import Diagram
from benchmarks.ground import Ground
from benchmarks.measuring import percentile
from benchmarks.office import FORM, MONDAY, Office, package_of
from benchmarks.records import case_file
from benchmarks.row import Row
from engine.cases.models import Case, CaseFile, CaseText
from engine.clocks.models import Clock
from engine.commands.due import carrier
from engine.commands.fire_timer import fire_timer
from engine.commands.open_case import open_case
from engine.database import Base, Database
from engine.now import now
from engine.scheduler.beat import Beat
from engine.scheduler.carrier_store import install
from engine.scheduler.courier import Courier
from engine.scheduler.worker import Worker
from engine.settings import Settings
from engine.step import SYSTEM, Step
from engine.tasks.models import Task, TaskCandidate
from engine.work.models import DONE, PENDING, READY, Work

ROOT = Path(__file__).resolve().parent.parent
LATER = timedelta(seconds=1)
APART = 0.050  # seconds between two timers that lie ahead; a heap is measured by itself
SOON, MOST, AHEAD = 0.020, 0.200, 1.0  # seconds: due now p50 and p99, due in the future p99
RATE, SHARE = 150, 0.6
TIMER = "timer"
Working = Callable[[Office], AbstractContextManager[None]]


def run(ground: Ground) -> list[Row]:
    """Latency in both modes, then the heap."""
    rows = [_latency("embedded (SQLite)", _embedded, ground.sqlite(), ground)]
    if any(name == "PostgreSQL" for name, _ in ground.stores()):
        rows.append(_latency("two workers (PostgreSQL)", _by_workers, ground.postgresql_url(), ground))
        rows.append(_heap(ground))
    return rows


def reminder(hours: str) -> Diagram:
    """A task with a reminder that does not disturb it."""
    drawn = Diagram(process="reminder")
    drawn.start("start")
    drawn.user("answer", "remind", form=FORM)
    drawn.deadline("late", "answer", hours, interrupting=False)
    drawn.end(
        "end",
    )
    drawn.end("reminded")
    drawn.path("start", "answer", "end")
    drawn.path("late", "remind", "reminded")
    return drawn


def _latency(
    name: str, working: Callable[[Office], AbstractContextManager[None]], url: str, ground: Ground
) -> Row:
    office = Office(ground.fresh, url)
    office.settings = replace(office.settings, time_travel=False)
    office.deploy(package_of(reminder("PT1S")))
    count = max(5, ground.size.cases // 2)
    with working(office):
        _open_and_wait(office, -LATER)
        soon = [_open_and_wait(office, -LATER) for _ in range(count)]
        ahead = _ahead(office, count)
    office.close()
    half, most, late = percentile(soon, 0.5), percentile(soon, 0.99), percentile(ahead, 0.99)
    return Row(
        measure=f"Due now to done, {name}, p50 and p99; due in a second, p99",
        target="20 ms and 200 ms; 1 s",
        reached=f"{half * 1e3:.0f} ms and {most * 1e3:.0f} ms; {late * 1e3:.0f} ms",
        met=half <= SOON and most <= MOST and late <= AHEAD,
        where=f"{count} timers with their real step, from the commit that makes them due to the commit that "
        "has done them, seen by a reader that looks every millisecond. Those that lie a second ahead come "
        f"{1 / APART:.0f} a second, slower than they can be done: what is late then is the waking.",
    )


def _open_and_wait(office: Office, moved: timedelta) -> float:
    """Open a case whose timer is due with the commit; the seconds until it has fired."""
    case = _open(office, now() + moved)
    begin = time.perf_counter()
    pause = Event()
    while _waiting(office.database, Work.case_id == case, Work.kind == TIMER):
        pause.wait(0.001)
    return time.perf_counter() - begin


def _ahead(office: Office, count: int) -> list[float]:
    """How late timers fire that lie a second ahead, coming slower than they can be done."""
    pause, cases = Event(), []
    for _ in range(count):
        cases.append(_open(office, now()))
        pause.wait(APART)
    while _waiting(office.database, Work.kind == TIMER, Work.case_id.in_(cases)):
        pause.wait(0.05)
    with office.database.read() as session:
        rows = session.execute(
            select(Work.due_at, Work.done_at).where(Work.kind == TIMER, Work.case_id.in_(cases))
        )
        return [(done - due).total_seconds() for due, done in rows if done is not None]


def _open(office: Office, at: datetime) -> int:
    with office.database.write() as session:
        step = Step(session=session, actor=office.ana, now=at, settings=office.settings, route="/bench")
        return open_case(step, "reminder", variables=case_file(1)).case_id


@contextmanager
def _embedded(office: Office) -> Iterator[None]:
    beat = Beat(carrier(office.database, office.settings), plan=lambda *_: None)
    beat.start()
    yield
    beat.stop()


@contextmanager
def _by_workers(office: Office) -> Iterator[None]:
    install(office.database)
    courier = Courier(carrier(office.database, office.settings))
    beat = Beat(carrier(office.database, office.settings), plan=lambda *_: None, courier=courier)
    with _workers(office):
        office.database.before_commit.append(courier.post)
        beat.start()
        yield
        beat.stop()


@contextmanager
def _workers(office: Office) -> Iterator[None]:
    """Two processes that work, ready before anything is measured."""
    here = {key: value for key, value in os.environ.items() if not key.startswith("AMENDS_")}
    given = {
        "AMENDS_DATABASE_URL": office.settings.database_url,
        "AMENDS_VAR": str(office.settings.var),
        "AMENDS_SECRET_KEY": "k" * 32,
        "PYTHONUNBUFFERED": "1",
    }
    code = "import sys; from benchmarks.due import work; work(int(sys.argv[1]))"
    workers = [
        subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-c", code, "4"], cwd=ROOT, env={**here, **given}, stdout=subprocess.PIPE
        )
        for _ in range(2)
    ]
    for worker in workers:
        if worker.stdout is not None:
            worker.stdout.readline()
    yield
    for worker in workers:
        worker.send_signal(signal.SIGTERM)
        worker.communicate()


def work(threads: int) -> None:
    """What `amends worker` does, on a store that was made for measuring."""
    settings = Settings.from_environ(os.environ)
    database = Database(settings.database_url)
    Worker(carrier(database, settings), threads=threads).run(lambda: click.echo("ready"))
    database.dispose()


def _heap(ground: Ground) -> Row:
    count = 100 * ground.size.cases
    ours = count / _melt(ground, count, plain=False)
    plain = count / _melt(ground, count, plain=True)
    return Row(
        measure=f"Drain of {count} due timers with real steps, two workers, PostgreSQL",
        target=f"at least {RATE}/s and {SHARE}x plain SKIP LOCKED claiming",
        reached=f"{ours:.0f}/s, {ours / plain:.2f}x (plain: {plain:.0f}/s)",
        met=ours >= RATE and ours >= SHARE * plain,
        where="Rows that travel together are claimed together, in one commit: the attempts are counted "
        "before; then each has its own, fenced. Plain is two processes that claim and do the same step in "
        "one transaction.",
    )


def _melt(ground: Ground, count: int, *, plain: bool) -> float:
    """Seconds from the first timer done to the last."""
    office = Office(ground.fresh, ground.postgresql_url())
    install(office.database)
    office.deploy(package_of(reminder("PT1S")))
    _multiply(office, _open(office, MONDAY), count - 1)
    if plain:
        command = [sys.executable, "-m", "benchmarks.due", office.settings.database_url]
        workers = [subprocess.Popen(command, cwd=ROOT) for _ in range(2)]  # noqa: S603
        for worker in workers:
            worker.wait()
    else:
        office.settings = replace(office.settings, time_travel=False)
        with _workers(office):
            pause = Event()
            while _waiting(office.database, Work.kind == TIMER):
                pause.wait(1)
    with office.database.read() as session:
        done = select(func.min(Work.done_at), func.max(Work.done_at)).where(Work.kind == TIMER)
        first, last = session.execute(done).one()
    office.close()
    if first is None or last is None:
        raise ValueError("no timer was done")
    return float((last - first).total_seconds())


def _multiply(office: Office, model: int, count: int) -> None:
    """Make so many more cases like one that the command opened, by inserts that PostgreSQL makes itself."""
    numbered = {"case_id": "i"}
    copies: dict[type[Base], dict[str, str]] = {
        Case: {"id": "i", "reference": "reference || '-' || i"},
        CaseFile: numbered,
        CaseText: numbered,
        Clock: numbered,
        Task: {"id": "id || '-' || i", **numbered},
        TaskCandidate: {"task_id": "task_id || '-' || i"},
        Work: {
            "id": "id || '-' || i",
            "dedup_key": f"replace(dedup_key, ':{model}:', ':' || i || ':')",
            **numbered,
        },
    }
    of_model = {
        Case: f"id = {model}",
        TaskCandidate: f"task_id IN (SELECT id FROM task WHERE case_id = {model})",  # noqa: S608
    }
    with office.database.engine.begin() as connection:
        for row, changed in copies.items():
            names = [column.name for column in row.__table__.columns]
            columns = ", ".join(f'"{name}"' for name in names)
            values = ", ".join(changed.get(name, f'"{name}"') for name in names)
            where = of_model.get(row, f"case_id = {model}")
            series = f"generate_series({model + 1}, {model + count}) AS i"
            connection.exec_driver_sql(
                f'INSERT INTO "{row.__tablename__}" ({columns}) '  # noqa: S608 - names of ours
                f'SELECT {values} FROM "{row.__tablename__}", {series} WHERE {where}'
            )
        connection.execute(update(Work).where(Work.kind != TIMER).values(state=DONE))
    with office.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")


def plain_worker(url: str) -> None:
    """Claim by SKIP LOCKED and do the step, all in one transaction, until nothing is left."""
    settings = Settings(var=Path(), database_url=url, secret_key=b"k" * 32)
    database = Database(url)
    claim = (
        select(Work)
        .where(Work.state.in_(PENDING), Work.state == READY, Work.visible_at <= now())
        .order_by(Work.visible_at, Work.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    while True:
        with database.write() as session:
            row = session.scalars(claim).one_or_none()
            if row is None:
                break
            row.state, row.done_at = DONE, now()
            fire_timer(Step(session=session, actor=SYSTEM, now=now(), settings=settings), row)
    database.dispose()


def _waiting(database: Database, *where: ColumnElement[bool]) -> int:
    with database.read() as session:
        waiting = select(func.count()).select_from(Work).where(Work.state.in_(PENDING), *where)
        return session.scalar(waiting) or 0


if __name__ == "__main__":
    plain_worker(sys.argv[1])
