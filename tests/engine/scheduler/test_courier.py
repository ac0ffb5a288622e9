"""Sharing due work on PostgreSQL: every trap of the carrier, and that it may vanish at any moment."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from engine.now import now
from engine.scheduler.carrier_store import install
from engine.scheduler.courier import BATCH, DEPTH, Courier
from engine.work.models import Work
from engine.work.queue import put
from tests.engine.commands.desk import Desk
from tests.engine.scheduler.hands import HOUR, cases, hands_of, on_duty, sql, travelling, waiting


def test_what_is_due_at_once_travels_with_the_commit(shared: Desk) -> None:
    on_duty(shared)
    courier = Courier(hands_of(shared))

    ids = waiting(shared, courier, count=3)

    assert sorted(travelling(shared)) == sorted(ids)
    assert courier.share(100) == ()
    assert len(travelling(shared)) == 3  # what travels is not handed on again before its lease has run out


def test_a_step_that_fails_sends_nothing(shared: Desk) -> None:
    on_duty(shared)
    shared.database.before_commit.append(Courier(hands_of(shared)).post)

    def step() -> None:
        with shared.database.write() as session:
            put(session, kind="count", due_at=now())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        step()

    assert travelling(shared) == []


def test_nothing_that_is_due_later_ever_travels(shared: Desk) -> None:
    on_duty(shared)
    courier = Courier(hands_of(shared))

    waiting(shared, courier, due_at=now() + HOUR)
    courier.share(100)

    assert travelling(shared) == []


def test_without_a_worker_a_process_does_it_itself(shared: Desk) -> None:
    courier = Courier(hands_of(shared))
    ids = waiting(shared, courier)

    taken = courier.share(100)

    assert travelling(shared) == []
    assert [row.id for row in taken] == ids


def test_a_worker_that_fell_silent_is_not_on_duty(shared: Desk) -> None:
    on_duty(shared)
    sql(shared, "UPDATE carrier.procrastinate_workers SET last_heartbeat = now() - interval '31 s'")

    assert not Courier(hands_of(shared)).on_duty()


def test_a_carrier_that_is_gone_does_not_disturb_the_step(
    shared: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    on_duty(shared)
    courier = Courier(hands_of(shared))
    assert courier.on_duty()
    sql(shared, "DROP SCHEMA carrier CASCADE")

    ids = waiting(shared, courier)
    courier.share(100)

    assert [row.id for row in courier.share(100)] == ids
    assert "was not handed on at once" in caplog.text
    assert install(shared.database) is True


def test_emptied_tables_lose_nothing(shared: Desk) -> None:
    on_duty(shared)
    courier = Courier(hands_of(shared))
    ids = waiting(shared, courier, count=5)
    sql(shared, "TRUNCATE carrier.procrastinate_jobs CASCADE")
    with shared.database.write() as session:
        session.execute(update(Work).values(lease_until=now() - HOUR))  # the lease runs out

    courier.share(100)

    assert sorted(travelling(shared)) == sorted(ids)


def test_however_much_is_due_the_carrier_stays_small(shared: Desk) -> None:
    on_duty(shared)
    courier = Courier(hands_of(shared))
    waiting(shared, count=3 * DEPTH * BATCH)

    for _ in range(5):
        courier.share(100)

    assert len(travelling(shared)) == DEPTH * BATCH


def test_no_lock_and_no_instant_stands_in_the_carrier(shared: Desk) -> None:
    on_duty(shared)
    case_id = cases(shared, 1)[0]

    waiting(shared, Courier(hands_of(shared)), count=3, case_id=case_id)

    found = sql(shared, "SELECT lock, queueing_lock, scheduled_at FROM carrier.procrastinate_jobs")
    assert set(found) == {(None, None, None)}


def test_what_a_dead_worker_had_fetched_is_free_at_once(shared: Desk) -> None:
    on_duty(shared)
    courier = Courier(hands_of(shared))
    ids = waiting(shared, courier)
    sql(shared, "SELECT procrastinate_fetch_job_v2(NULL, 1)")
    sql(shared, "UPDATE carrier.procrastinate_workers SET last_heartbeat = now() - interval '31 s'")

    courier.tidy()

    assert travelling(shared) == []
    assert [row.id for row in Courier(hands_of(shared)).share(100)] == ids


def test_the_tables_are_made_anew_for_another_release_of_the_carrier(shared: Desk) -> None:
    sql(shared, "COMMENT ON SCHEMA carrier IS '3.9.0'")
    on_duty(shared)

    assert install(shared.database) is True
    assert install(shared.database) is False
    assert sql(shared, "SELECT * FROM carrier.procrastinate_workers") == []
