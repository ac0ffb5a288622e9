"""Opening the store: created, migrated and filled with what this release ships, by one program at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from engine.cli.migrating import migrate
from engine.clocks.profiles import seed_profiles
from engine.clocks.seeds import seed_calendars
from engine.database import Database
from engine.errors import AmendsError
from engine.library.shipped import deploy_shipped
from engine.library.source import shipped_root
from engine.operations.catalogue import OPERATIONS
from engine.people.demo import load_demo_people
from engine.registers.seeds import seed_catalogues
from engine.scheduler.carrier_store import install
from engine.settings import Settings
from engine.work.travel import present

LOCK = 4_127_263_115  # the key of our advisory lock: any number, the same in every release


def _quiet(_sentence: str) -> None:
    pass


class StoreUnavailable(AmendsError):
    """The store cannot be opened."""


def settings_here() -> Settings:
    """The operator's settings, from this process's environment."""
    return Settings.from_environ(os.environ)


def open_store(settings: Settings, say: Callable[[str], None] = _quiet) -> Database:
    """The store, ready for use: every command and the server begin with this.

    An empty one is created. Whoever comes second waits until the first is done. `say` is told, in
    sentences, what took place. Raises StoreUnavailable, NewerStore or PackageError.
    """
    database = Database(settings.database_url)
    try:
        with _alone(database, settings):
            if migrate(database):
                say("The store has the tables of this release.")
            if not database.is_sqlite:
                install(database)
            _fill(database, settings, say)
    except DBAPIError as error:
        database.dispose()
        reason = " ".join(str(error.orig).split())
        raise StoreUnavailable(f"{make_url(settings.database_url).render_as_string()}: {reason}") from error
    except BaseException:
        database.dispose()
        raise
    return database


@contextmanager
def store_here(say: Callable[[str], None] = _quiet) -> Iterator[tuple[Settings, Database]]:
    """Settings and store of one command, closed when it ends."""
    settings = settings_here()
    database = open_store(settings, say)
    try:
        yield settings, database
    finally:
        database.dispose()


def _fill(database: Database, settings: Settings, say: Callable[[str], None]) -> None:
    root = shipped_root()
    with database.write() as session:
        now = present(session, settings)
        for sentence in deploy_shipped(session, root, now, operations=OPERATIONS):
            say(sentence)
        for key in seed_calendars(session, root / "processes" / "shared" / "calendars.yaml", now):
            say(f"There is a new calendar: {key}.")
        for key in seed_catalogues(session, root / "processes" / "shared" / "catalogues.yaml", now):
            say(f"There is a new catalogue: {key}.")
        for key in seed_profiles(session, root / "processes" / "shared" / "norm_profiles.yaml", now):
            say(f"There is a new norm profile: {key}.")
        if settings.demo and load_demo_people(session, root, now):
            say("The demo has its people.")


@contextmanager
def _alone(database: Database, settings: Settings) -> Iterator[None]:
    """Hold the one lock under which stores are created, migrated and filled."""
    if not database.is_sqlite:
        with database.engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": LOCK})
            connection.commit()
            try:
                yield
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": LOCK})
                connection.commit()
        return
    file = Path(make_url(settings.database_url).database or settings.var / "amends.db")
    lock = file.with_name(f"{file.name}.lock")
    try:
        lock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with lock.open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
    except OSError as error:
        raise StoreUnavailable(f"{lock}: {error.strerror}") from error
