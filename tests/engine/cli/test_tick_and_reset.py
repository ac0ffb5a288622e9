"""amends tick and amends reset: time travels only where it may, and only a demo starts afresh."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from engine.correspondence.delivery import mail_folder
from engine.database import Database
from engine.people.queries import people
from engine.settings import Settings
from engine.work.travel import present
from tests.engine.cli.conftest import Shell


def test_nothing_due_is_said(amends: Shell) -> None:
    assert amends("tick").out == "0 things were due.\n"
    assert json.loads(amends("tick", "--json").out) == {"done": 0}


def test_time_travels_to_the_instant_and_goes_on_from_there(
    amends: Shell, database: Database, var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMENDS_TIME_TRAVEL", "1")
    goal = datetime.now(UTC).replace(microsecond=0) + timedelta(days=400)

    answer = amends("tick", "--at", goal.isoformat())

    settings = Settings.from_environ({"AMENDS_VAR": str(var), "AMENDS_TIME_TRAVEL": "1"})
    assert answer.code == 0
    with database.read() as session:
        assert goal <= present(session, settings) < goal + timedelta(hours=1)
    back = amends("tick", "--at", (goal - timedelta(days=1)).isoformat())
    assert back.code == 2
    assert "Time only goes on" in back.err


@pytest.mark.parametrize("instant", ["soon", "2026-03-02", "2026-03-02T09:00:00"])
def test_an_instant_without_a_zone_is_wrong_use(amends: Shell, instant: str) -> None:
    answer = amends("tick", "--at", instant)

    assert answer.code == 2
    assert "2026-03-02T09:00:00Z" in answer.err


def test_time_does_not_travel_where_it_may_not(amends: Shell) -> None:
    answer = amends("tick", "--at", "2030-01-01T00:00:00Z")

    assert answer.code == 2
    assert "AMENDS_TIME_TRAVEL=1" in answer.err


def test_a_demo_starts_afresh(amends: Shell, database: Database, var: Path) -> None:
    amends("user", "add", "zoe", "--name", "Zoë", "--password", "correct horse battery")
    folder = mail_folder(Settings.from_environ({"AMENDS_VAR": str(var)}))
    folder.mkdir()

    answer = amends("reset", "--demo", "--yes")

    assert answer.code == 0
    assert answer.out.endswith("The demo begins afresh.\n")
    assert not folder.exists()
    with database.read() as session:
        logins = {row.login for row in people(session)}
    assert "ana" in logins
    assert "zoe" not in logins


def test_what_is_no_demo_is_never_emptied(
    amends: Shell, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMENDS_DEMO", "0")

    answer = amends("reset", "--demo", "--yes")

    assert answer.code == 2
    assert "Only a demo can be reset" in answer.err
    assert amends("reset", "--yes").code == 2
    with database.read() as session:
        assert people(session)
