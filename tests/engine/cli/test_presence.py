"""The demo's past is told while nobody serves its store, on either database."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from engine.cli.presence import StoreServed, alone_on, on_duty
from engine.database import Database
from tests.engine.cli.conftest import Shell


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'amends.db'}"
    return str(request.getfixturevalue("postgresql_url"))


def test_many_may_serve_and_meanwhile_nobody_is_alone(url: str) -> None:
    web, worker, other = Database(url), Database(url), Database(url)

    with on_duty(web), on_duty(worker), pytest.raises(StoreServed), alone_on(other):
        pytest.fail("it was thought to be alone")
    with alone_on(other):
        pass

    for one in (web, worker, other):
        one.dispose()


def test_who_comes_to_serve_waits_until_the_other_is_done(url: str) -> None:
    teller, web = Database(url), Database(url)
    serves = threading.Event()

    def serve() -> None:
        with on_duty(web):
            serves.set()

    server = threading.Thread(target=serve)
    with alone_on(teller):
        server.start()
        assert not serves.wait(0.3)
    server.join()

    assert serves.is_set()
    teller.dispose()
    web.dispose()


def test_the_demo_is_not_told_beside_a_server_and_says_what_to_do(amends: Shell, database: Database) -> None:
    with on_duty(database):
        answer = amends("demo")

    assert answer.code == 2
    assert "runs on this store. Stop it first" in answer.err
    assert len(answer.err.strip().splitlines()) == 1
