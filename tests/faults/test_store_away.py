"""The store is full, cannot be written, or its server is stopped hard: a clean refusal, then it goes on."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from engine.database import Database
from tests.conftest import PATIENCE, Cluster, find_program, new_cluster, servant
from tests.faults.amounts import times
from tests.faults.checking import check, check_store
from tests.faults.hands import finish, tolerate
from tests.faults.world import Reading, World, new_world, until

STOPS = 50
FULL = 20
POOLED = 6


@pytest.mark.parametrize("fault", ["full", "read-only"])
def test_a_store_that_takes_nothing_keeps_what_it_has_and_goes_on_afterwards(
    embedded: World, fault: str
) -> None:
    desk, ill = embedded.desk, [False]
    chance = random.Random(11)  # noqa: S311 - repeatable, not secret

    @event.listens_for(desk.database.engine, "begin")
    def fall_ill(connection: object) -> None:
        # The page limit acts as a full disk does: the n-th write fails in the middle of the step.
        run = connection.exec_driver_sql  # type: ignore[attr-defined]
        if fault == "full":
            pages = run("PRAGMA page_count").scalar()
            run(f"PRAGMA max_page_count={pages if ill[0] else 1_000_000}")
        else:
            run(f"PRAGMA query_only={'ON' if ill[0] else 'OFF'}")

    for turn in range(times(FULL)):
        opened = desk.open(email=f"{turn}@example.org", parts=["a"])
        cases, verbs = len(desk.rows(type(desk.case(opened)))), desk.verbs(opened)
        ill[0] = True
        refused = 0
        for number in range(60):
            try:
                # More than pages that were freed can hold, and nothing that could be compressed.
                desk.open(email=f"{number}@example.org", parts=[chance.randbytes(20_000).hex()])
            except DBAPIError as error:
                refused += "full" in str(error) or "readonly" in str(error)
            else:
                cases += 1
            if refused == 3:
                break
        ill[0] = False
        assert refused == 3
        assert len(desk.rows(type(desk.case(opened)))) == cases
        assert desk.verbs(opened) == verbs
        check_store(desk.database)
    desk.open(email="after@example.org", parts=[])


@pytest.fixture
def own_cluster() -> Iterator[Cluster]:
    """A server that this test may stop."""
    yield from new_cluster()


def _restart(cluster: Cluster) -> None:
    """Stop the server as a power cut does, and have it recover."""
    pg_ctl, rows, log = find_program("pg_ctl"), cluster.folder / "rows", cluster.folder / "log"
    subprocess.run(  # noqa: S603 - our own command
        [pg_ctl, "--pgdata", rows, "--wait", PATIENCE, f"--log={log}", "--mode=immediate", "restart"],
        check=True,
        user=servant(),
        cwd=cluster.folder,
        stdout=subprocess.DEVNULL,
    )


@pytest.fixture
def stopped(own_cluster: Cluster) -> Iterator[Database]:
    """A store on the server that may be stopped, with its pool full of connections."""
    own_cluster.execute("CREATE DATABASE pooled")
    database = Database(own_cluster.url("pooled"))
    _use_at_once(database, POOLED)
    yield database
    database.dispose()


def _use_at_once(database: Database, number: int) -> int:
    """Hold so many connections at one moment; how many of them answer."""
    with ExitStack() as held:
        sessions = [held.enter_context(database.write()) for _ in range(number)]
        return sum(session.scalar(text("SELECT 1")) or 0 for session in sessions)


def test_after_a_hard_stop_every_pooled_connection_is_replaced_before_anything_is_sent(
    stopped: Database, own_cluster: Cluster
) -> None:
    for _ in range(3):
        _restart(own_cluster)
        assert _use_at_once(stopped, POOLED) == POOLED


def test_a_connection_that_the_server_ended_is_replaced_and_the_others_go_on(
    stopped: Database, own_cluster: Cluster
) -> None:
    # Waits until each is gone (20 s at most): one that is still going away may yet answer the probe.
    own_cluster.execute(
        "SELECT pg_terminate_backend(pid, 20000) FROM pg_stat_activity WHERE datname = 'pooled'"
    )
    assert _use_at_once(stopped, POOLED) == POOLED


def test_a_notice_of_the_server_is_no_reason_to_connect_anew(stopped: Database, own_cluster: Cluster) -> None:
    with stopped.write() as session:
        backend = session.scalar(text("SELECT pg_backend_pid()"))
        session.execute(text("LISTEN something"))
    pooled = own_cluster.url("pooled").replace("+psycopg", "")
    with psycopg.connect(pooled, autocommit=True) as other:
        other.execute("NOTIFY something")

    told = {_backend(stopped) for _ in range(2 * POOLED)}

    assert backend in told


def _backend(database: Database) -> int | None:
    with database.write() as session:
        return session.scalar(text("SELECT pg_backend_pid()"))


def _goes_on(client: Reading, told: list[object]) -> bool:
    """Whether the client was told of three successes more; `told` keeps those of earlier looks."""
    told += [entry for entry in client.further() if "accepted" in entry]
    return len(told) >= 3


def test_a_server_stopped_hard_under_load_loses_nothing_that_was_accepted(
    own_cluster: Cluster, tmp_path: Path
) -> None:
    own_cluster.execute("CREATE DATABASE stopped")
    world = new_world(tmp_path, own_cluster.url("stopped"))
    try:
        clients = [world.place(f"client{number}") for number in range(2)]
        for place in clients:
            world.start(tolerate, place)
        written = [Reading(place.records) for place in clients]
        for _ in range(times(STOPS, usual=3)):
            _restart(own_cluster)
            for client in written:
                client.further()
                until(partial(_goes_on, client, []))
        for process in world.running:
            process.kill()
            process.join()
        world.desk.database.dispose()  # its connections are of a server that is gone
        assert world.run(finish, *clients) == 0
        check(world, "client0", "client1")
    finally:
        world.close()
