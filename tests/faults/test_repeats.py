"""Double, stale and hostile submissions: one effect for each key, and a clear refusal for the rest."""

from __future__ import annotations

import random
import signal
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import select

from engine.cases.errors import SubmissionKeyReused
from engine.cases.models import Case, Submission
from engine.commands.cancel_case import cancel_case
from engine.commands.complete_task import complete_task
from engine.errors import AmendsError
from engine.step import CUSTOMER
from engine.tasks.models import COMPLETED, Task
from engine.timeline.models import TimelineEntry
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import PackageBuilder, number, text
from tests.faults.amounts import times
from tests.faults.checking import check_store
from tests.faults.hands import PARTS, complete_and_die, open_and_die, race, toil
from tests.faults.world import World, accepted, processes, records

SUBMISSIONS = 10_000
HOSTILE: tuple[Any, ...] = (
    {},
    {"said": ""},
    {"said": None},
    {"said": {"$ne": 1}},
    {"said": ["a", "b"]},
    {"said": 7.5},
    {"said": True},
    {"said": "x" * 200_000},
    {"said": "\x00\ud800"},
    {"said": "yes", "amount": "NaN"},
    {"said": "yes", "amount": "1e999"},
    {"said": "yes", "amount": {}},
    {"said": "yes", "amount": "; DROP TABLE work"},
    {"said": "yes", "case": {"owner": "me"}, "secret": 1, "__class__": "x", "parts": []},
)


def repeatable() -> PackageBuilder:
    """Many tasks of one case, answered by a text and a number."""
    return (
        PackageBuilder()
        .start()
        .user("answer", form="answer", each=("=parts", "part"))
        .user("approve", lane="Manager")
        .end()
        .flow("start", "answer", "approve", "end")
        .form("answer", text("said", required=True), number("amount"))
    )


def test_one_effect_for_each_key_and_a_refusal_for_whatever_is_wrong(world: World) -> None:
    desk = world.desk
    desk.deploy(repeatable().build())
    chance = random.Random(3)  # noqa: S311 - repeatable, not secret
    told: Counter[str] = Counter()
    good: set[str] = set()
    for _ in range(times(SUBMISSIONS, usual=400) // 100):
        opened = desk.open(parts=[str(part) for part in range(20)])
        with desk.database.read() as session:
            tasks = list(session.scalars(select(Task.id).where(Task.case_id == opened.case_id)))
        kinds = ["new"] * 15 + ["double"] * 30 + ["stale"] * 15 + ["other's"] * 10 + ["hostile"] * 30
        chance.shuffle(kinds)
        for kind in kinds:
            told[submit(desk, kind, chance, tasks, good)] += 1
        smuggled = {"case", "secret", "__class__"}
        assert not smuggled & desk.file(opened).keys()
        assert len(desk.file(opened)["parts"]) == 20

    with desk.database.read() as session:
        done = session.scalars(select(Task.id).where(Task.state == COMPLETED)).all()
        entries = session.scalars(
            select(TimelineEntry.id).where(TimelineEntry.verb == "task completed")
        ).all()
        keys = session.scalars(select(Submission.key)).all()
    assert len(done) == len(entries) == len(keys) == len(good)
    assert set(done) == good
    check_store(desk.database)
    assert told["other's accepted"] == told["stale accepted"] == 0
    assert not [outcome for outcome in told if "without a word" in outcome]


def submit(desk: Desk, kind: str, chance: random.Random, tasks: list[str], good: set[str]) -> str:
    """One submission of this kind; its kind and what the sender was told."""
    finished = [task for task in tasks if task in good]
    fresh = [task for task in tasks if task not in good]
    if kind in ("double", "stale") and not finished:
        kind = "new"
    if kind != "double" and kind != "stale" and not fresh:
        return f"{kind} left out"
    task = chance.choice(finished if kind in ("double", "stale") else fresh)
    answers = chance.choice(HOSTILE) if kind == "hostile" else {"said": f"about {task}"}
    who: Any = chance.choice(["mia", CUSTOMER]) if kind == "other's" else "ana"
    key = f"key-{task}" if kind in ("new", "double") else f"{kind}-{chance.random()}"
    try:
        desk.send(who, key, complete_task, task, answers)
    except AmendsError as error:
        return f"{kind} {type(error).__name__ if str(error) else 'refused without a word'}"
    good.add(task)
    return f"{kind} accepted"


@pytest.mark.parametrize(("without", "cases"), [(None, 1), ("key", 2)])
def test_an_answer_that_got_lost_is_given_again_and_without_the_key_it_would_tell(
    world: World, without: str | None, cases: int
) -> None:
    assert world.run(open_and_die, world.place()) == -signal.SIGKILL

    assert world.run(toil, world.place(without=without), 0) == 0

    assert len(world.desk.rows(Case)) == cases
    assert list(accepted(world.folder / "client")) == ["once"] + [
        entry["asked"] for entry in records(world.folder / "client") if entry.get("what") == "complete"
    ]


@pytest.mark.parametrize(("without", "refused"), [(None, 0), ("key", 1)])
def test_a_completion_whose_answer_got_lost_is_answered_again_and_without_the_key_it_would_tell(
    world: World, without: str | None, refused: int
) -> None:
    assert world.run(complete_and_die, world.place(without=without)) == -signal.SIGKILL

    assert world.run(toil, world.place(without=without), 0) == 0

    told = [entry["why"] for entry in records(world.folder / "client") if "refused" in entry]
    assert told == ["TaskAlreadyCompleted"] * refused
    done = [entry for entry in world.desk.rows(TimelineEntry) if entry.verb == "task completed"]
    assert len(done) == len(PARTS)


def test_one_key_cannot_complete_two_tasks(world: World) -> None:
    world.desk.open(email="kim@example.org", parts=["a", "b"])
    first, second = (task.id for task in world.desk.rows(Task))
    world.desk.send("ana", "one", complete_task, first, {"said": "yes"})

    with pytest.raises(SubmissionKeyReused):
        world.desk.send("ana", "one", complete_task, second, {"said": "yes"})
    with pytest.raises(SubmissionKeyReused):
        world.desk.send("ana", "one", complete_task, first, {"said": "no"})

    assert {task.id: task.state for task in world.desk.rows(Task)} == {first: COMPLETED, second: "open"}
    check_store(world.desk.database)


@pytest.mark.parametrize("racers", [2, 8])
def test_the_same_submission_from_many_sides_at_once_has_one_effect_and_one_answer(
    world: World, racers: int
) -> None:
    world.desk.open(email="kim@example.org", parts=["a", "b", "c", "d"])
    tasks = [task.id for task in world.desk.rows(Task)]
    gate = processes.Barrier(racers)
    for racer in range(racers):
        world.start(race, world.place(f"racer{racer}"), tasks, gate, "ana")
    for process in world.running[-racers:]:
        process.join()

    for racer in range(racers):
        assert set(accepted(world.folder / f"racer{racer}")) == set(tasks)
    done = [entry for entry in world.desk.rows(TimelineEntry) if entry.verb == "task completed"]
    assert len(done) == len(tasks)
    check_store(world.desk.database)


def test_nothing_reaches_a_case_that_was_closed(world: World) -> None:
    opened = world.desk.open(email="kim@example.org", parts=["a"])
    task = world.desk.task("answer").id
    world.desk.do("sue", cancel_case, opened.case_id, "by mistake")
    before = len(world.desk.rows(TimelineEntry))

    for turn in range(times(200, usual=10)):
        with pytest.raises(AmendsError):
            world.desk.send("ana", f"{turn}", complete_task, task, {"said": "yes"})

    assert len(world.desk.rows(TimelineEntry)) == before
    assert world.desk.rows(Submission) == []
