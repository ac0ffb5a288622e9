"""Processes that share the work of one store: each row in its turn, by one of them, kept while it is done."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import time_machine
from sqlalchemy import update

from engine.now import now
from engine.scheduler.beat import Beat
from engine.scheduler.courier import Courier
from engine.work.execute import execute
from engine.work.models import Work
from engine.work.queue import put, take_due
from tests.engine.commands.desk import Desk
from tests.engine.scheduler.hands import HOUR, PATIENCE, Effects, cases, hands_of, waiting
from tests.together import together


def test_work_of_one_case_is_done_in_its_turn(shared: Desk) -> None:
    hands = hands_of(shared)
    case_id = cases(shared, 1)[0]
    early, late = now() - HOUR, now() - HOUR / 2
    waiting(shared, case_id=case_id, due_at=late, ref="second")
    waiting(shared, case_id=case_id, due_at=early, ref="first")
    refs = {row.id: row.ref for row in shared.rows(Work)}

    turns = []
    while taken := Courier(hands).share(100):
        turns.append([refs[row.id] for row in taken])
        assert Courier(hands).share(100) == []  # while the first has its turn nobody gets the second
        execute(hands, taken[0].id)

    assert turns == [["first"], ["second"]]


def test_a_row_that_waits_for_its_next_try_holds_up_nobody(shared: Desk) -> None:
    hands = hands_of(shared)
    case_id = cases(shared, 1)[0]
    waiting(shared, case_id=case_id, ref="failed", due_at=now() - HOUR, visible_at=now() + HOUR)
    waiting(shared, case_id=case_id, ref="next")
    refs = {row.id: row.ref for row in shared.rows(Work)}

    assert [refs[row.id] for row in Courier(hands).share(100)] == ["next"]


def test_two_processes_never_take_the_same_row(shared: Desk) -> None:
    waiting(shared, count=200)
    couriers = [Courier(hands_of(shared)) for _ in range(4)]
    taken: list[str] = []

    together(
        *(lambda courier=courier: taken.extend(row.id for row in courier.share(60)) for courier in couriers)
    )

    assert len(taken) == len(set(taken))
    assert len(taken) >= 60


def test_a_clock_that_is_two_hours_fast_neither_steals_a_lease_nor_fires_early(shared: Desk) -> None:
    running, later = Effects(), Effects()
    hands = hands_of(shared, running)
    waiting(shared, due_at=now() - HOUR, ref="running")
    waiting(shared, due_at=now() + HOUR, ref="later")
    ids = {row.ref: row.id for row in shared.rows(Work)}
    with shared.database.write() as session:
        take_due(session, now(), timedelta(seconds=60), ids=[ids["running"]])
        session.execute(
            update(Work).where(Work.id == ids["running"]).values(state="running", lease_token="other")
        )

    with time_machine.travel(now() + 2 * HOUR, tick=True):
        fast = hands_of(shared, later)
        assert Courier(fast).share(100) == []
        assert execute(fast, ids["running"]) is False
        assert execute(fast, ids["later"]) is False

    assert execute(hands, ids["later"]) is False
    assert later.done == []


def test_what_is_given_back_is_free_at_once(shared: Desk) -> None:
    courier = Courier(hands_of(shared))
    ids = waiting(shared, count=2)
    courier.share(100)
    assert courier.share(100) == []

    courier.give_back(ids)

    assert len(courier.share(100)) == 2


def test_a_process_that_stops_gives_back_what_it_had_not_begun(shared: Desk) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def slow(_prepared: Any, _settings: Any) -> None:
        begun.set()
        may_end.wait(PATIENCE)

    effects = Effects()
    hands = hands_of(shared, effects, outside=slow)
    waiting(shared, count=4)
    beat = Beat(hands, tick=HOUR, threads=1, plan=lambda *_: None, courier=Courier(hands))
    beat.start()
    begun.wait(PATIENCE)

    stopping = threading.Thread(target=beat.stop)
    stopping.start()
    while beat._pool._work_queue.qsize() > 1:  # what had not begun; the one that is left tells it to end
        stopping.join(0.01)
    may_end.set()
    stopping.join()

    states = Counter((row.state, row.lease_until) for row in shared.rows(Work))
    assert states == {("done", None): 1, ("ready", None): 3}
    assert len(effects.done) == 1


def test_two_beats_on_one_store_do_everything_once(shared: Desk) -> None:
    effects = Effects(expected=60)
    ids = cases(shared, 6)
    shared.database.on_commit.clear()
    with shared.database.write() as session:
        for number in range(60):
            put(session, kind="count", due_at=now(), case_id=ids[number % 6])
    beats = []
    for _ in range(2):
        hands = hands_of(shared, effects)
        beats.append(Beat(hands, tick=HOUR, threads=2, plan=lambda *_: None, courier=Courier(hands)))

    for beat in beats:
        beat.start()
    assert effects.enough.wait(PATIENCE)
    for beat in beats:
        beat.stop()

    assert len(effects.done) == len(set(effects.done)) == 60


def test_a_lease_is_prolonged_while_something_slow_goes_on(shared: Desk) -> None:
    ids: list[str] = []

    def lease() -> Any:
        return next(row.lease_until for row in shared.rows(Work) if row.id == ids[0])

    def slow(_prepared: Any, _settings: Any) -> None:
        first, watch = lease(), threading.Event()
        while lease() == first:
            watch.wait(0.05)

    effects = Effects()
    hands = hands_of(shared, effects, outside=slow)
    hands = replace(hands, settings=replace(hands.settings, lease=timedelta(seconds=1)))
    ids += waiting(shared)

    assert execute(hands, ids[0]) is True
    assert effects.done == ids
