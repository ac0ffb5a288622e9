"""Poisonous work beside good work: it ends before people, and the good work is done all the same."""

from __future__ import annotations

import os
import signal
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from engine.cases.models import Incident
from engine.now import now
from engine.scheduler.courier import BATCH
from engine.settings import Settings
from engine.step import Step
from engine.work.batch import execute_batch
from engine.work.execute import Carrier, Performer
from engine.work.models import DEAD, DONE, PENDING, Work
from engine.work.queue import put
from tests.faults.amounts import times
from tests.faults.checking import check_work
from tests.faults.hands import Hand
from tests.faults.world import Place, World

GOOD = 1000
EACH = 20
KINDS = ("raises", "hangs", "kills", "kills inside", "unwritable", "wrong")


class TookTooLong(Exception):
    """A deed with a limit reached it."""


def _raise(_prepared: Any, _settings: Settings) -> None:
    raise RuntimeError("poison")


def _hang(_prepared: Any, settings: Settings) -> None:
    signal.sigtimedwait([], settings.lease.total_seconds())
    raise TookTooLong


def _kill(_prepared: Any, _settings: Settings) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _keep(step: Step, work: Work, result: Any) -> None:
    """The effect: a row with the result as its content."""
    put(step.session, kind="effect", due_at=step.now + timedelta(days=1), ref=work.id, content=result)


def _kill_inside(_step: Step, _work: Work, _result: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _wrong(step: Step, work: Work, result: Any) -> None:
    _keep(step, work, result)
    step.session.flush()
    int("what it gave is no number")


PERFORMERS = {
    "good": Performer(apply=_keep),
    "raises": Performer(apply=_keep, outside=_raise),
    "hangs": Performer(apply=_keep, outside=_hang),
    "kills": Performer(apply=_keep, outside=_kill),
    "kills inside": Performer(apply=_kill_inside),
    "unwritable": Performer(apply=_keep, outside=lambda _prepared, _settings: object()),
    "wrong": Performer(apply=_wrong),
}


def work_off(place: Place) -> None:
    """Try every row once that may be tried, in batches as they travel to workers."""
    hand = Hand(place)
    hands = Carrier(
        database=hand.database,
        settings=place.settings,
        performers=PERFORMERS,
        present=lambda _session: now(),
    )
    with hand.database.read() as session:
        ids = session.scalars(
            select(Work.id).where(Work.state.in_(PENDING), Work.kind != "effect").order_by(Work.id)
        ).all()
    for start in range(0, len(ids), BATCH):
        assert execute_batch(hands, ids[start : start + BATCH], lambda: False) == []


def test_poison_ends_before_people_and_good_work_gets_done(world: World) -> None:
    good, each = times(GOOD, usual=40), times(EACH, usual=1)
    with world.desk.database.write() as session:
        for _ in range(good):
            put(session, kind="good", due_at=now())
        for kind in KINDS:
            for _ in range(each):
                put(session, kind=kind, due_at=now(), max_attempts=2)
    place = world.place()

    deaths = 0
    while _left(world):
        _leases_and_pauses_are_over(world)
        code = world.run(work_off, place)
        assert code in (0, -signal.SIGKILL)
        deaths += code != 0

    rows = world.desk.rows(Work)
    ends = {(row.kind, row.state) for row in rows if row.kind != "effect"}
    assert ends == {("good", DONE), *((kind, DEAD) for kind in KINDS)}
    assert sum(row.kind == "effect" for row in rows) == good
    # Two that kill inside may have shared a claim: the second has lost a try by the first one's deed.
    assert 2 * each + each <= deaths <= 4 * each
    assert len(world.desk.rows(Incident)) == len(KINDS) * each
    with world.desk.database.write() as session:
        for row in session.scalars(select(Work).where(Work.kind == "effect")):
            session.delete(row)
    check_work(world)


def _left(world: World) -> bool:
    return any(row.state in ("ready", "running") and row.kind != "effect" for row in world.desk.rows(Work))


def _leases_and_pauses_are_over(world: World) -> None:
    with world.desk.database.write() as session:
        over = update(Work).where(Work.state != DONE, Work.state != DEAD, Work.kind != "effect")
        over = over.values(visible_at=now(), lease_until=None)
        session.execute(over.execution_options(synchronize_session=False))
