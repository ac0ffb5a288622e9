"""What every folder of tests may use: a private PostgreSQL, where it is installed, and a mail server."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from tests.post_office import PostOffice, serving

PATIENCE = "--timeout=600"  # seconds for the server to start or stop on a machine with much else to do
SERVANTS = ("postgres", "nobody")  # the server refuses to run as root, so root starts it as one of these


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL of this test run only, reached through a socket in its own folder."""

    folder: Path

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://amends@/{database}?host={self.folder}"

    def execute(self, statement: str) -> None:
        with psycopg.connect(
            f"host={self.folder} user=amends dbname=postgres", autocommit=True
        ) as connection:
            connection.execute(statement)


def find_program(name: str) -> Path:
    """The program on the path or where Debian keeps it; skips the test where there is none."""
    candidates = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    on_path = shutil.which(name)
    if candidates:
        return candidates[0]
    if on_path:
        return Path(on_path)
    pytest.skip(f"PostgreSQL is not installed here: there is no {name}")


def servant() -> str | None:
    """The account to run the server as, when we are root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    for name in SERVANTS:
        if name in known:
            return name
    pytest.skip("PostgreSQL does not run as root and there is no other account to run it as")


@pytest.fixture
def kept_port() -> Iterator[int]:
    """A port on which a server of this test may listen and stop; meanwhile no other program is given it."""
    with socket.socket() as keeper:
        keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        keeper.bind(("127.0.0.1", 0))
        yield keeper.getsockname()[1]


@pytest.fixture
def post_office(kept_port: int) -> Iterator[tuple[PostOffice, int]]:
    """A mail server and its port."""
    with serving(kept_port) as office:
        yield office, kept_port


@pytest.fixture(scope="session")
def postgresql_cluster() -> Iterator[Cluster]:
    """A running private cluster, removed at the end of the run."""
    yield from new_cluster()


def new_cluster() -> Iterator[Cluster]:
    """A cluster of one's own, that may be stopped: running when given, removed when done with."""
    initdb, pg_ctl = find_program("initdb"), find_program("pg_ctl")
    user = servant()
    # A socket's path may have about 100 characters, so not below pytest's own long folder.
    folder = Path(tempfile.mkdtemp(prefix="amends-pg-"))
    if user is not None:
        shutil.chown(folder, user)

    def run(*command: str | Path) -> None:
        subprocess.run(command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)  # noqa: S603

    rows = folder / "rows"
    try:
        run(initdb, "--pgdata", rows, "--username=amends", "--auth=trust", "--no-sync", "--encoding=UTF8")
        settings = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
        run(
            pg_ctl,
            "--pgdata",
            rows,
            "--wait",
            PATIENCE,
            f"--log={folder / 'log'}",
            f"--options={settings}",
            "start",
        )
        yield Cluster(folder)
        if (rows / "postmaster.pid").exists():  # a test may have stopped it for good
            run(pg_ctl, "--pgdata", rows, "--wait", PATIENCE, "--mode=immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgresql_url(postgresql_cluster: Cluster) -> Iterator[str]:
    """The URL of an empty PostgreSQL database of this test only."""
    name = f"test_{uuid4().hex}"
    postgresql_cluster.execute(f"CREATE DATABASE {name}")
    yield postgresql_cluster.url(name)
    postgresql_cluster.execute(f"DROP DATABASE {name} WITH (FORCE)")
