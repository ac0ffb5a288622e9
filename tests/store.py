"""Where tests keep their rows: in a file, or with STORE=postgresql on a server of this run's own."""

from __future__ import annotations

import atexit
import os
import shutil
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from uuid import uuid4

from psycopg.errors import ObjectInUse
from sqlalchemy.engine import make_url

from tests.conftest import Cluster, new_cluster

KEPT = 8  # databases of the latest tests stay; those before are dropped once nobody is connected

_made: list[str] = []


def store_url(folder: Path, name: str = "store.db") -> str:
    """The URL of a store that is empty: a file of this name in the folder, or a new database."""
    return _new_database() if _on_server() else f"sqlite:///{folder / name}"


def copy_of(url: str, folder: Path) -> str:
    """The URL of a copy of this store, on which nobody may be connected."""
    found = make_url(url).database or ""
    if _on_server():
        return _new_database(f"TEMPLATE {found}")
    return f"sqlite:///{shutil.copy(found, folder / 'store.db')}"


def keep(url: str) -> None:
    """Let this store stay until the end of the run."""
    with suppress(ValueError):
        _made.remove(make_url(url).database or "")


def _on_server() -> bool:
    return os.environ.get("STORE") == "postgresql"


def _new_database(like: str = "") -> str:
    cluster, database = _cluster(), f"store_{uuid4().hex}"
    for former in _made[:-KEPT]:
        with suppress(ObjectInUse):
            cluster.execute(f"DROP DATABASE {former}")
            _made.remove(former)
    cluster.execute(f"CREATE DATABASE {database} {like}")
    _made.append(database)
    return cluster.url(database)


@cache
def _cluster() -> Cluster:
    made = new_cluster()
    atexit.register(partial(next, made, None))
    return next(made)
