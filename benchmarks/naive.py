"""The naive way to keep stock instances: its JSON in one row, read, run, written and committed each time."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, cast

import psycopg
from sqlalchemy.engine import make_url

from benchmarks.records import changed
from benchmarks.stock import Stock

TEXT_TABLE = "CREATE TABLE instance (id INTEGER PRIMARY KEY, state TEXT NOT NULL)"
BYTES_TABLE = "CREATE TABLE bare (id INTEGER PRIMARY KEY, state {blob} NOT NULL)"
EVENT_TABLE = "CREATE TABLE bare_event (id INTEGER PRIMARY KEY, said {blob} NOT NULL)"


class Connection(Protocol):
    """What both drivers offer."""

    def execute(self, statement: Any, parameters: Any = ...) -> Any:
        """Run a statement."""

    def commit(self) -> None:
        """End the transaction."""


class Keeper:
    """A store without any of ours: raw driver, one connection, the same durability as Amends sets."""

    def __init__(self, url: str) -> None:
        """Open the store and make its tables."""
        address = make_url(url)
        self.is_sqlite = address.drivername.startswith("sqlite")
        if self.is_sqlite:
            path = Path(str(address.database)).with_name("naive.db")
            opened = sqlite3.connect(path)
            opened.execute("PRAGMA journal_mode=WAL")
            opened.execute("PRAGMA synchronous=FULL")
            self.connection = cast(Connection, opened)
        else:
            self.connection = cast(
                Connection,
                psycopg.connect(
                    dbname=address.database, user=address.username, host=str(address.query["host"])
                ),
            )
        blob = "BLOB" if self.is_sqlite else "BYTEA"
        for table in (TEXT_TABLE, BYTES_TABLE, EVENT_TABLE):
            self.run(table.format(blob=blob))
        self.connection.commit()

    def run(self, statement: str, *parameters: Any) -> Any:
        """A statement with `?` for its parameters."""
        return self.connection.execute(
            statement if self.is_sqlite else statement.replace("?", "%s"), parameters or ()
        )

    def stock_cycle(
        self, stock: Stock, text: str, task: str, document: dict[str, Any], count: int
    ) -> Callable[[], None]:
        """Completes the task of one instance after the other."""
        for number in range(count):
            self.run("INSERT INTO instance (id, state) VALUES (?, ?)", number, text)
        self.connection.commit()
        waiting = iter(range(count))

        def cycle() -> None:
            number = next(waiting)
            (state,) = self.run("SELECT state FROM instance WHERE id = ?", number).fetchone()
            workflow = stock.load(state)
            stock.complete(workflow, task, {"record": changed(document, number)})
            self.run("UPDATE instance SET state = ? WHERE id = ?", stock.dump(workflow), number)
            self.connection.commit()

        return cycle

    def bare_cycle(self, state: bytes, said: bytes, count: int) -> Callable[[], None]:
        """Writes what a step of ours writes, and nothing else: one row changed, one added, one commit."""
        for number in range(count):
            self.run("INSERT INTO bare (id, state) VALUES (?, ?)", number, state)
        self.connection.commit()
        waiting = iter(range(count))

        def cycle() -> None:
            number = next(waiting)
            self.run("UPDATE bare SET state = ? WHERE id = ?", state, number)
            self.run("INSERT INTO bare_event (id, said) VALUES (?, ?)", number, said)
            self.connection.commit()

        return cycle
