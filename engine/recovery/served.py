"""A PostgreSQL store in and out of a backup: pg_dump of the very moment that was counted, and pg_restore."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import suppress
from typing import IO
from uuid import uuid4

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from engine.database import Database
from engine.recovery.contents import Contents, contents
from engine.recovery.errors import BackupFailed, PlaceTaken, RestoreFailed
from engine.recovery.programs import begin, complaint, connection_words, find_program, target

PIECE = 1 << 20
OURS = "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_am a ON a.oid = c.relam WHERE c.relkind = :kind"


def dump(database: Database, take: Callable[[IO[bytes]], None]) -> Contents:
    """Give `take` the store as pg_dump writes it, and say what lies in it at that moment; BackupFailed."""
    program = find_program("pg_dump")
    with (
        database.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection,
        target(database.engine.url) as where,
        tempfile.TemporaryFile() as said,
    ):
        snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
        command = (program, "--format=custom", f"--snapshot={snapshot}", "--no-password", where)
        with begin(*command, stdout=subprocess.PIPE, stderr=said) as running:
            if running.stdout is None:
                raise BackupFailed("pg_dump has no output")
            try:
                take(running.stdout)
            except BaseException:
                running.kill()
                raise
        if running.returncode != 0:
            said.seek(0)
            raise BackupFailed(complaint(said.read()))
        return contents(connection)


def load(url: URL, dumped: IO[bytes]) -> None:
    """Fill an empty database from a dump, all or nothing; RestoreFailed."""
    program = find_program("pg_restore")
    command = (program, "--no-owner", "--no-privileges", "--single-transaction", "--no-password")
    with target(url) as where, tempfile.TemporaryFile() as said:
        with (
            suppress(BrokenPipeError),  # it gave up; what it said tells why
            begin(*command, where, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said) as running,
        ):
            if running.stdin is not None:
                shutil.copyfileobj(dumped, running.stdin, PIECE)
        if running.returncode != 0:
            said.seek(0)
            raise RestoreFailed(complaint(said.read()))


def draft_for(url: URL) -> URL:
    """Where to restore first: the database itself if it is there and empty, else a new one beside it.

    PlaceTaken when it holds anything; RestoreFailed when it is not there and may not be created.
    """
    name = url.database or ""
    draft = url.set(database=f"{name[:40]}_restoring_{uuid4().hex[:8]}")
    try:
        with _server(url) as connection:
            there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if there is not None:
            _require_empty(url)
            return url
        _on_server(url, "CREATE DATABASE {}", draft.database)
    except psycopg.errors.InsufficientPrivilege as error:
        raise RestoreFailed(f"the database {name} may not be created; make an empty one first") from error
    except psycopg.Error as error:
        raise RestoreFailed(" ".join(str(error).split())) from error
    return draft


def rename(draft: URL, url: URL) -> None:
    """Give a restored database its name; PlaceTaken if somebody else took it meanwhile."""
    try:
        _on_server(url, "ALTER DATABASE {} RENAME TO {}", draft.database, url.database)
    except psycopg.errors.DuplicateDatabase as error:
        raise PlaceTaken(str(url.database)) from error


def drop(url: URL) -> None:
    """Take a database of ours away again."""
    _on_server(url, "DROP DATABASE IF EXISTS {} WITH (FORCE)", url.database)


def empty(url: URL) -> None:
    """Take everything out of a database of ours."""
    with psycopg.connect(make_conninfo(**connection_words(url))) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")


def integrity(database: Database) -> list[str] | None:
    """What amcheck finds wrong with tables and indexes; None where it may not be used."""
    try:
        with database.engine.begin() as connection:
            connection.execute(text("CREATE EXTENSION IF NOT EXISTS amcheck"))
    except DBAPIError:
        return None
    found: list[str] = []
    with database.engine.connect() as connection:
        in_ours = f"{OURS} AND c.relnamespace = 'public'::regnamespace AND a.amname = :method"
        for name in connection.scalars(text(in_ours), {"kind": "r", "method": "heap"}).all():
            bad = connection.execute(text("SELECT msg FROM verify_heapam(:name)"), {"name": name}).scalars()
            found += [f"{name}: {words}" for words in bad]
        for name in connection.scalars(text(in_ours), {"kind": "i", "method": "btree"}).all():
            try:
                with connection.begin_nested():
                    connection.execute(
                        text("SELECT bt_index_check(CAST(:name AS regclass), true)"), {"name": name}
                    )
            except DBAPIError as error:
                found.append(f"{name}: {' '.join(str(error.orig).split())}")
    return found


def _require_empty(url: URL) -> None:
    with psycopg.connect(make_conninfo(**connection_words(url))) as connection:
        count = connection.execute(
            "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S')"
            " AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'"
        ).fetchone()
    if count is not None and count[0]:
        raise PlaceTaken(f"the database {url.database} holds {count[0]} tables and the like")


def _server(url: URL) -> psycopg.Connection:
    """A connection to the server's own database, from which others are made."""
    return psycopg.connect(make_conninfo(**{**connection_words(url), "dbname": "postgres"}), autocommit=True)


def _on_server(url: URL, statement: str, *names: str | None) -> None:
    with _server(url) as connection:
        words = [sql.Identifier(name or "") for name in names]
        connection.execute(sql.SQL(statement).format(*words))
