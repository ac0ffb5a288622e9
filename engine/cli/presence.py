"""Who works on a store just now: programs that live in the present, or one that tells it a past."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from engine.cli.opening import LOCK
from engine.database import Database
from engine.errors import Conflict

KEY = LOCK + 1  # of the advisory lock that says so; the same in every release


class StoreServed(Conflict):
    """`amends serve` or `amends worker` runs on this store. Stop it first, and start it again afterwards."""


@contextmanager
def on_duty(database: Database) -> Iterator[None]:
    """Serve or work on this store, beside others who do; waits until nobody is alone on it.

    The sign goes with the process, however that ends. On PostgreSQL it also goes with its connection: after a
    restart of the server it is missing until the program starts again.
    """
    with _held(database, alone=False):
        yield


@contextmanager
def alone_on(database: Database) -> Iterator[None]:
    """Change the store while nobody serves it or works on it; raises StoreServed."""
    with _held(database, alone=True) as held:
        if not held:
            raise StoreServed
        yield


@contextmanager
def _held(database: Database, *, alone: bool) -> Iterator[bool]:
    if database.is_sqlite:
        with _held_file(Path(f"{database.engine.url.database}.served"), alone=alone) as held:
            yield held
        return
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        ask = "pg_try_advisory_lock(:key)" if alone else "pg_advisory_lock_shared(:key) IS NOT NULL"
        try:
            yield bool(connection.scalar(text(f"SELECT {ask}"), {"key": KEY}))
        finally:
            with suppress(DBAPIError):  # the server may be gone by now, and the lock with it
                connection.execute(text("SELECT pg_advisory_unlock_all()"))


@contextmanager
def _held_file(path: Path, *, alone: bool) -> Iterator[bool]:
    with path.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB if alone else fcntl.LOCK_SH)
        except BlockingIOError:
            yield False
        else:
            yield True
