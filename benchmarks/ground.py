"""What a benchmark stands on: its size, a folder of its own, and a PostgreSQL where one can be started."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import psycopg

SERVANTS = ("postgres", "nobody")  # the server refuses to run as root


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much is measured. `tiny` only shows that everything runs."""

    rounds: int = 7
    times: int = 200
    cases: int = 200
    few: int = 10_000  # cases of the small store
    many: int = 1_000_000  # cases of the big one, filled only where it is asked for
    loops: int = 10_000
    versions: int = 50
    idle: int = 2_000


FULL = Size()
TINY = Size(rounds=1, times=2, cases=2, few=40, many=80, loops=20, versions=2, idle=5)


@dataclass(kw_only=True)
class Ground:
    """Where benchmarks work; `big` allows the store of a million cases."""

    folder: Path
    size: Size = FULL
    big: bool = False
    postgresql: bool = True
    _server: Path | None = field(default=None, init=False)

    @property
    def fresh(self) -> Path:
        """A fresh folder."""
        made = self.folder / uuid4().hex
        made.mkdir()
        return made

    def stores(self) -> Iterator[tuple[str, str]]:
        """Name and URL of an empty store of each kind there is here."""
        yield "SQLite", self.sqlite()
        if self.postgresql and _program("initdb") is not None:
            yield "PostgreSQL", self.postgresql_url()

    def sqlite(self) -> str:
        """The URL of an empty SQLite store."""
        return f"sqlite:///{self.fresh / 'store.db'}"

    def postgresql_url(self) -> str:
        """The URL of an empty database of a PostgreSQL of our own, durable as in production."""
        if self._server is None:
            self._server = self._start()
        name = f"bench_{uuid4().hex}"
        with psycopg.connect(f"host={self._server} user=amends dbname=postgres", autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")
        return f"postgresql+psycopg://amends@/{name}?host={self._server}"

    def close(self) -> None:
        """Stop the server."""
        if self._server is not None:
            _run(
                _servant(),
                self._server,
                _program("pg_ctl"),
                "-D",
                self._server / "rows",
                "-m",
                "fast",
                "stop",
            )
            shutil.rmtree(self._server, ignore_errors=True)
            self._server = None

    def _start(self) -> Path:
        folder, user = Path(tempfile.mkdtemp(prefix="amends-bench-")), _servant()
        if user is not None:
            shutil.chown(folder, user)
        rows = folder / "rows"
        _run(user, folder, _program("initdb"), "-D", rows, "-U", "amends", "-A", "trust", "-E", "UTF8")
        # fsync stays on: a commit costs here what it costs in an office.
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c shared_buffers=512MB"
        options += " -c max_wal_size=4GB"
        _run(user, folder, _program("pg_ctl"), "-D", rows, "-w", "-l", folder / "log", "-o", options, "start")
        return folder


@contextmanager
def prepared(size: Size = FULL, *, big: bool = False, postgresql: bool = True) -> Iterator[Ground]:
    """A ground that is cleared away afterwards."""
    with tempfile.TemporaryDirectory(prefix="amends-bench-") as folder:
        ground = Ground(folder=Path(folder), size=size, big=big, postgresql=postgresql)
        try:
            yield ground
        finally:
            ground.close()


def _program(name: str) -> str | None:
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    return str(kept[0]) if kept else shutil.which(name)


def _servant() -> str | None:
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in SERVANTS if name in known), None)


def _run(user: str | None, folder: Path, *command: str | Path | None) -> None:
    subprocess.run(  # noqa: S603 - PostgreSQL's own programs
        [str(part) for part in command], check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL
    )
