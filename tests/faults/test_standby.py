"""A PostgreSQL with a standby: the primary is stopped hard under load and the standby takes its place."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from engine.cases.models import Case
from tests.conftest import PATIENCE, Cluster, find_program, new_cluster, servant
from tests.faults.checking import check, check_store
from tests.faults.hands import finish, tolerate
from tests.faults.world import Reading, World, accepted, new_world, until

CLIENTS = ("client0", "client1")


@dataclass(frozen=True)
class Pair:
    """A primary and its standby. `url` names both: whoever connects finds the one that takes writes."""

    primary: Cluster
    standby: Cluster

    def url(self, database: str) -> str:
        hosts = f"{self.primary.folder},{self.standby.folder}"
        return f"postgresql+psycopg://amends@/{database}?host={hosts}&target_session_attrs=read-write"

    def receiver(self) -> int:
        """The process of the standby that receives what the primary writes."""
        with psycopg.connect(f"host={self.standby.folder} user=amends dbname=postgres") as connection:
            return int(connection.execute("SELECT pid FROM pg_stat_wal_receiver").fetchone()[0])

    def state(self) -> str | None:
        """What the standby is to the primary: `sync`, `async`, or nothing yet."""
        with psycopg.connect(f"host={self.primary.folder} user=amends dbname=postgres") as connection:
            row = connection.execute("SELECT sync_state FROM pg_stat_replication").fetchone()
            return row[0] if row else None


def _run(folder: Path, *command: str | Path) -> None:
    subprocess.run(command, check=True, user=servant(), cwd=folder, stdout=subprocess.DEVNULL)  # noqa: S603


def _pg_ctl(folder: Path, *command: str) -> None:
    _run(folder, find_program("pg_ctl"), "--pgdata", folder / "rows", "--wait", PATIENCE, *command)


def _as_started(folder: Path) -> tuple[str, str]:
    settings = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
    return f"--log={folder / 'log'}", f"--options={settings}"


@contextmanager
def _standing_by(primary: Cluster) -> Iterator[Cluster]:
    """A copy of the primary that follows it; stopped and removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="amends-pg-"))
    user = servant()
    if user is not None:
        shutil.chown(folder, user)
    copy = ("--write-recovery-conf", "--checkpoint=fast", "--no-sync", "--username=amends")
    try:
        source = ("--host", str(primary.folder), "--pgdata", folder / "rows")
        _run(folder, find_program("pg_basebackup"), *source, *copy)
        _pg_ctl(folder, *_as_started(folder), "start")
        yield Cluster(folder)
        _pg_ctl(folder, "--mode=immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def pair() -> Iterator[Pair]:
    """Two servers, of which the test stops the primary."""
    with contextmanager(new_cluster)() as primary, _standing_by(primary) as standby:
        yield Pair(primary, standby)


def _synchronous(pair: Pair) -> None:
    """Have every commit wait until the standby has it on its disk."""
    pair.primary.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
    pair.primary.execute("SELECT pg_reload_conf()")
    until(lambda: pair.state() == "sync")


@contextmanager
def _deaf(receiver: int) -> Iterator[None]:
    """The standby hears nothing for a while, as when the network between the two is gone."""
    os.kill(receiver, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(receiver, signal.SIGCONT)


@contextmanager
def _busy(pair: Pair, folder: Path) -> Iterator[tuple[World, list[Reading]]]:
    """Two clients on the pair, who go on whatever happens to it."""
    pair.primary.execute("CREATE DATABASE standing")
    world = new_world(folder, pair.url("standing"))
    try:
        places = [world.place(name) for name in CLIENTS]
        for place in places:
            world.start(tolerate, place)
        readings = [Reading(place.records) for place in places]
        for reading in readings:
            _until_three_more(reading)
        yield world, readings
    finally:
        world.close()


def _end(world: World) -> None:
    """Kill the clients and forget the connections to a server that is gone."""
    for process in world.running:
        process.kill()
        process.join()
    world.desk.database.dispose()


def _until_three_more(reading: Reading) -> None:
    told = [0]

    def happened() -> bool:
        told[0] += _successes(reading)
        return told[0] >= 3

    until(happened)


def _successes(reading: Reading) -> int:
    return sum("accepted" in entry for entry in reading.further())


def test_what_people_were_told_is_on_the_synchronous_standby_that_takes_over(
    pair: Pair, tmp_path: Path
) -> None:
    _synchronous(pair)
    with _busy(pair, tmp_path) as (world, readings):
        with _deaf(pair.receiver()):
            until(lambda: _waiting_for_the_standby(pair))  # the others may wait for rows that it holds
            _pg_ctl(pair.primary.folder, "stop", "--mode=immediate")
        _pg_ctl(pair.standby.folder, "promote")
        for reading in readings:
            _until_three_more(reading)
        _end(world)

        assert world.run(finish, *(world.place(name) for name in CLIENTS)) == 0
        check(world, *CLIENTS)


def test_an_asynchronous_standby_may_lack_what_people_were_told(pair: Pair, tmp_path: Path) -> None:
    with _busy(pair, tmp_path) as (world, readings):
        _pg_ctl(pair.standby.folder, "stop")
        for reading in readings:
            _until_three_more(reading)
        _end(world)
        _pg_ctl(pair.primary.folder, "stop", "--mode=immediate")
        _pg_ctl(pair.standby.folder, *_as_started(pair.standby.folder), "start")
        _pg_ctl(pair.standby.folder, "promote")

        told = {entry["case"] for name in CLIENTS for entry in accepted(tmp_path / name).values()}
        there = {case.id for case in world.desk.rows(Case)}
        assert told - there
        check_store(world.desk.database)  # what is there is whole


def _waiting_for_the_standby(pair: Pair) -> bool:
    """Whether a commit is on the primary's disk and nobody is told: the standby is silent."""
    with psycopg.connect(f"host={pair.primary.folder} user=amends dbname=postgres") as connection:
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
        return bool(connection.execute(waiting).fetchone()[0])
