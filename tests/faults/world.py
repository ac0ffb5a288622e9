"""A store that processes of their own work on, and what their clients were told."""

from __future__ import annotations

import json
import multiprocessing
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from engine.now import now
from engine.settings import Settings
from engine.step import Actor
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder, text
from tests.faults.amounts import times

PATIENCE = float(times(2400, usual=600))  # seconds until a test gives up on what should take a few
LEASE = timedelta(seconds=0.4)

# One server imports the program once; each process is a fork of it that has not opened anything yet.
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.faults.hands"])


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a process works, for whom, and what is to go wrong; handed to each new process."""

    settings: Settings
    people: dict[str, Actor]
    records: Path
    die_at: int | None = None  # the numbered point at which the process kills itself
    without: str | None = None  # the safeguard that is taken out: "lock", "fence" or "key"


@dataclass
class World:
    """A desk and the processes on its store; all are gone when the test ends."""

    desk: Desk
    folder: Path
    running: list[BaseProcess] = field(default_factory=list)

    def place(self, client: str = "client", **more: Any) -> Place:
        """A place for one client with its own record."""
        return Place(
            settings=self.desk.settings, people=self.desk.people, records=self.folder / client, **more
        )

    def start(self, what: Callable[..., None], *args: Any) -> BaseProcess:
        """Begin a process."""
        process = processes.Process(target=what, args=args, daemon=True)
        process.start()
        self.running.append(process)
        return process

    def run(self, what: Callable[..., None], *args: Any) -> int | None:
        """Begin a process and wait for its end; gives its exit code, negative for a signal."""
        process = self.start(what, *args)
        process.join(PATIENCE)
        return process.exitcode

    def close(self) -> None:
        """Kill what is left."""
        for process in self.running:
            process.kill()
            process.join()
        self.desk.database.dispose()


def new_world(folder: Path, url: str | None = None, lease: timedelta = LEASE, **more: Any) -> World:
    """A store with people in it, and the busy process deployed."""
    desk = Desk(folder, url or f"sqlite:///{folder / 'desk.db'}")
    desk.now = now()
    given = {"var": folder, "database_url": desk.settings.database_url, "secret_key": b"k" * 32}
    desk.settings = Settings(**given, lease=lease, **more)
    desk.deploy(busy().build())
    return World(desk=desk, folder=folder)


def busy() -> PackageBuilder:
    """A process that writes a letter, waits for a timer and asks for answers, all at once."""
    return (
        PackageBuilder()
        .settings(customer={"email": "email"})
        .start()
        .gateway("split", "parallel")
        .service("tell", "letter.send", letter="hello")
        .end("told")
        .timer("pause", "PT0S")
        .end("waited")
        .user("answer", form="answer", each=("=parts", "part"))
        .end("answered")
        .flow("start", "split", "tell", "told")
        .flow("split", "pause", "waited")
        .flow("split", "answer", "answered")
        .form("answer", text("said", required=True))
        .letter("hello", "Dear customer")
    )


class Reading:
    """What a client writes down while one looks on: each entry is given once, and read once."""

    def __init__(self, path: Path) -> None:
        """Begin at the beginning; the file need not be there yet."""
        self._path = path
        self._read = 0  # bytes

    def further(self) -> list[dict[str, Any]]:
        """The entries since the last look, in order; a line that is not whole yet is none."""
        if not self._path.exists():
            return []
        with self._path.open("rb") as file:
            file.seek(self._read)
            whole = file.read()
        whole = whole[: whole.rfind(b"\n") + 1]
        self._read += len(whole)
        return [json.loads(line) for line in whole.splitlines()]


def records(path: Path) -> list[dict[str, Any]]:
    """What a client wrote down, in order; a line cut off by death is none."""
    return Reading(path).further()


def accepted(path: Path) -> dict[str, dict[str, Any]]:
    """What a client was told succeeded, by key."""
    asked: dict[str, dict[str, Any]] = {}
    done: dict[str, dict[str, Any]] = {}
    for entry in records(path):
        if "asked" in entry:
            asked[entry["asked"]] = entry
        elif "accepted" in entry:
            done[entry["accepted"]] = {**asked[entry["accepted"]], **entry}
    return done


def until(happened: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Wait for something that other processes do."""
    limit = time.monotonic() + patience
    while not happened():
        if time.monotonic() > limit:
            raise AssertionError("it did not happen in time")
        time.sleep(0.005)
