"""What the processes do that are killed, stopped and raced; each runs in a fork of its own."""

from __future__ import annotations

import itertools
import json
import os
import signal
from collections.abc import Callable
from typing import Any

from sqlalchemy import event, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from engine.commands.complete_task import complete_task
from engine.commands.due import carrier, run_due
from engine.commands.open_case import open_case
from engine.database import Database
from engine.errors import AmendsError
from engine.now import now
from engine.scheduler.worker import Worker
from engine.step import Step
from engine.tasks.models import Task
from engine.work.models import PENDING, Work
from tests.faults.safeguards import take_out
from tests.faults.world import PATIENCE, Place, accepted, records

PARTS = ["a", "b", "c"]
ANSWER = {"said": "yes"}


class Hand:
    """A client and the program that serves it, in one process."""

    def __init__(self, place: Place, meet: Callable[[], object] | None = None) -> None:
        """Open the store; count the points of death if one is asked for."""
        self.place = place
        if place.without is not None:
            take_out(place.without, meet)
        self.database = Database(place.settings.database_url)
        if place.die_at is not None:
            _number_the_points(self.database, place.die_at)
        self._record = os.open(place.records, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def note(self, **entry: Any) -> None:
        """Write down at once, in one call of the system: a kill leaves all of it or nothing."""
        os.write(self._record, json.dumps(entry).encode() + b"\n")

    def send(self, key: str, command: Callable[..., Any], *args: Any, who: str = "ana", **named: Any) -> Any:
        """One submission in one transaction."""
        with self.database.write() as session:
            step = Step(
                session=session,
                actor=self.place.people[who],
                now=now(),
                settings=self.place.settings,
                key=key,
                route="/test",
            )
            return command(step, *args, **named)

    def open(self, key: str) -> int:
        """Open a case and write down that it was accepted."""
        opened = self.send(key, open_case, "demo", variables={"email": f"{key}@example.org", "parts": PARTS})
        self.note(accepted=key, case=opened.case_id, reference=opened.reference)
        return int(opened.case_id)

    def complete(self, key: str, task: str, who: str = "ana") -> None:
        """Complete a task and write down that it was accepted, or why not."""
        try:
            self.send(key, complete_task, task, ANSWER, who=who)
        except AmendsError as error:
            self.note(refused=key, why=type(error).__name__)
        else:
            self.note(accepted=key)

    def tasks(self, case: int) -> list[str]:
        """The open tasks of a case."""
        with self.database.read() as session:
            return list(session.scalars(select(Task.id).where(Task.case_id == case, Task.state == "open")))

    def work(self) -> int:
        """Do what is due."""
        return run_due(carrier(self.database, self.place.settings))

    def pending(self) -> int:
        """How much is left to do."""
        with self.database.read() as session:
            return session.scalar(select(func.count()).select_from(Work).where(Work.state.in_(PENDING))) or 0

    def resume(self) -> int:
        """Send again what no answer came to, with the same key; the number of the next case."""
        asked = {entry["asked"]: entry for entry in records(self.place.records) if "asked" in entry}
        known = accepted(self.place.records)
        for key, entry in asked.items():
            if key not in known:
                if entry["what"] == "open":
                    self.open(key)
                else:
                    self.complete(key, entry["task"])
        opened = [entry for entry in accepted(self.place.records).values() if entry["what"] == "open"]
        for entry in opened[-1:]:  # all before it were answered before it was opened
            self.answer(entry["asked"], entry["case"])
        return sum(entry["what"] == "open" for entry in asked.values())

    def answer(self, key: str, case: int) -> None:
        """Complete all tasks of a case."""
        for task in self.tasks(case):
            self.note(asked=f"{key}-{task}", what="complete", task=task, case=case)
            self.complete(f"{key}-{task}", task)


def toil(place: Place, rounds: int | None = None) -> None:
    """Open cases, complete their tasks and do what falls due, for ever or this often."""
    hand = Hand(place)
    first = hand.resume()
    hand.note(ready=True)
    numbers = itertools.count(first) if rounds is None else range(first, first + rounds)
    for number in numbers:
        key = f"{place.records.name}-{number}"
        hand.note(asked=key, what="open")
        hand.answer(key, hand.open(key))
        hand.work()


def open_and_die(place: Place) -> None:
    """Have a case opened and die before the client hears of it."""
    hand = Hand(place)
    hand.note(asked="once", what="open")
    _die_before_the_answer(hand)
    hand.open("once")


def complete_and_die(place: Place) -> None:
    """Have a case opened, and a task of it completed; die before the client hears of that."""
    hand = Hand(place)
    hand.note(asked="first", what="open")
    case = hand.open("first")
    task = hand.tasks(case)[0]
    hand.note(asked=f"first-{task}", what="complete", task=task, case=case)
    _die_before_the_answer(hand)
    hand.complete(f"first-{task}", task)


def _die_before_the_answer(hand: Hand) -> None:
    hand.note = lambda **_entry: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[method-assign]


def finish(*places: Place) -> None:
    """Send again what was not answered and work until nothing is left."""
    for place in places:
        hand = Hand(place)
        hand.resume()
        hand.database.dispose()
    labour(places[-1])


def labour(place: Place) -> None:
    """Do what is due until nothing is left."""
    hand = Hand(place)
    pause = signal.sigtimedwait
    while hand.pending():
        if not hand.work():
            pause([], 0.05)


def race(place: Place, tasks: list[str], gate: Any, who: str) -> None:
    """Complete these tasks as soon as everybody is there."""
    hand = Hand(place, lambda: gate.wait(PATIENCE))
    hand.work()
    gate.wait(PATIENCE)
    for task in tasks:
        hand.note(asked=task, what="complete", task=task)
        hand.complete(task, task, who)


def _number_the_points(database: Database, deadly: int) -> None:
    """Die before the n-th statement, before the n-th commit or after it: one count over all of them."""
    count = itertools.count(1)

    def pass_by(*_: object) -> None:
        if next(count) == deadly:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(database.engine, "before_cursor_execute", pass_by)
    event.listen(database.engine, "commit", pass_by)
    event.listen(Session, "after_commit", pass_by)


def tolerate(place: Place) -> None:
    """The same for ever, though the store goes away: wait a moment, send again what had no answer."""
    while True:
        try:
            toil(place)
        except (DBAPIError, OSError):
            signal.sigtimedwait([], 0.1)


def serve(place: Place) -> None:
    """A worker of the shared site, until it is killed."""
    hand = Hand(place)
    Worker(carrier(hand.database, place.settings), threads=2).run(lambda: None)
