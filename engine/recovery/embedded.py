"""The embedded store in and out of a backup: SQLite's own backup, in one pass beside running writers."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from engine.database import Database
from engine.recovery.contents import Contents, contents
from engine.recovery.errors import BackupFailed

ALL_AT_ONCE = -1  # page by page it would begin again at each foreign commit and never end (measured)


def copy_store(source: Path, copy: Path) -> None:
    """Copy a store that is in use, as of one moment, into a new file; BackupFailed."""
    if not source.is_file():
        raise BackupFailed(f"there is no store at {source}")
    needed, free = source.stat().st_size, shutil.disk_usage(copy.parent).free
    if needed > free:
        raise BackupFailed(f"no space in {copy.parent}: {needed:,} bytes are needed, {free:,} are free")
    try:
        os.close(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with (
            closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)) as store,
            closing(sqlite3.connect(copy)) as target,
        ):
            store.backup(target, pages=ALL_AT_ONCE)
            # One file without a log beside it, so that what is hashed is all there is.
            target.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise BackupFailed(f"{copy.parent}: {error}") from error


def contents_of_copy(copy: Path) -> Contents:
    """What lies in a copy."""
    database = Database(f"sqlite:///{copy}")
    try:
        with database.engine.connect() as connection:
            return contents(connection)
    finally:
        database.dispose()


def integrity(database: Database) -> list[str]:
    """What SQLite itself finds wrong with a store: its pages, its indexes, its references."""
    with database.read() as session:
        connection = session.connection()
        found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check")]
        orphans = [
            f"a row of {row[0]} refers to nothing in {row[2]}"
            for row in connection.exec_driver_sql("PRAGMA foreign_key_check")
        ]
    return [line for line in found if line != "ok"] + orphans
