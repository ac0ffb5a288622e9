"""Audit, backup, restore, drill and mail as an operator types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from engine.cases.models import Case
from engine.database import Database
from engine.now import now
from engine.settings import Settings
from engine.step import SYSTEM, Step
from engine.timeline.recording import Happening, record_all
from tests.engine.cli.conftest import Shell


@pytest.fixture
def office(database: Database, var: Path) -> Database:
    """A store with two cases that were closed long ago."""
    settings = Settings.from_environ({"AMENDS_VAR": str(var)})
    with database.write() as session:
        for number in (1, 2):
            case = Case(
                reference=f"CMP-2026-00000{number}-X",
                process="complaint_handling",
                version="v",
                state="ended",
                opened_at=now(),
                received_at=now(),
                secret_nonce="n",
            )
            session.add(case)
            session.flush()
            step = Step(session=session, actor=SYSTEM, now=now(), settings=settings)
            record_all(step, case, [Happening(verb=verb) for verb in ("case opened", "note added")])
    return database


def tamper(database: Database) -> None:
    with database.write() as session:
        session.execute(text("update timeline_entry set verb = 'x' where case_id = 2 and seq = 2"))


@pytest.mark.usefixtures("office")
def test_a_head_is_signed_once(amends: Shell) -> None:
    first, second = amends("audit", "head"), amends("audit", "head")

    assert first.out.startswith("Head 1 over 2 cases is signed: ")
    assert second.out == "Nothing has changed since head 1.\n"
    assert json.loads(amends("audit", "head", "--json").out)["head"]["size"] == 2


@pytest.mark.usefixtures("office")
def test_a_store_that_is_as_it_was_written(amends: Shell) -> None:
    before = amends("audit", "verify")
    amends("audit", "head")
    after = amends("audit", "verify")

    assert (before.code, after.code) == (0, 0)
    assert before.out == (
        "2 cases, 4 entries, 0 signed heads: all as they were written.\n"
        "2 of them changed after the last head and are not signed yet.\n"
    )
    assert after.out == "2 cases, 4 entries, 1 signed heads: all as they were written.\n"


def test_the_first_broken_entry_is_named(amends: Shell, office: Database) -> None:
    amends("audit", "head")
    tamper(office)

    said = amends("audit", "verify")
    as_json = amends("audit", "verify", "--json")

    assert said.code == as_json.code == 1
    assert said.out.splitlines()[0] == (
        "CMP-2026-000002-X entry 2: edited. This entry was changed after it was written."
    )
    assert json.loads(as_json.out)["faults"] == [
        {
            "reference": "CMP-2026-000002-X",
            "number": 2,
            "kind": "edited",
            "words": "This entry was changed after it was written.",
        }
    ]


def test_an_export_is_checked_without_a_store(
    amends: Shell, office: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "public.pem").write_text(amends("audit", "key").out)
    written = amends("audit", "export", str(tmp_path / "audit"), "--entries")
    monkeypatch.setenv("AMENDS_DATABASE_URL", "sqlite:////nowhere/at/all.db")

    checked = amends("audit", "check", str(tmp_path / "audit"), "--key", str(tmp_path / "public.pem"))

    assert written.code == 0
    assert checked.out == "2 cases, 4 entries, 1 signed heads: all as they were written.\n"
    assert amends("audit", "check", str(tmp_path / "audit")).code == 2


def test_a_store_is_held_against_an_export(amends: Shell, office: Database, tmp_path: Path) -> None:
    amends("audit", "export", str(tmp_path / "audit"))
    against = ("audit", "verify", "--against", str(tmp_path / "audit"))

    assert amends(*against).code == 0
    tamper(office)
    assert amends(*against).code == 1
    assert amends("audit", "export", str(tmp_path / "audit")).code == 2


@pytest.mark.usefixtures("office")
def test_a_backup_is_made_and_brought_back(amends: Shell, var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = json.loads(amends("backup", "--json").out)

    restored = amends("restore", made["file"], "--to", str(var / "new.db"))
    again = amends("restore", made["file"], "--to", str(var / "new.db"))

    assert made["manifest"]["rows"]["case"] == 2
    assert restored.code == 0
    assert restored.err == ""
    assert "2 cases of" in restored.out
    assert again.code == 2
    assert "this one is taken" in again.err
    monkeypatch.setenv("AMENDS_DATABASE_URL", f"sqlite:///{var}/new.db")
    assert amends("mail", "status").out.startswith("Mail is paused since ")
    assert json.loads(amends("mail", "status", "--json").out)["paused"] is True
    assert amends("mail", "release").out == "Mail leaves again; 0 letters wait.\n"
    assert amends("mail", "status").out == "Mail leaves.\n0 letters wait.\n"
    assert amends("audit", "verify").code == 0


@pytest.mark.usefixtures("office")
def test_another_secret_key_is_warned_of(amends: Shell, var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = json.loads(amends("backup", "--to", str(var / "elsewhere"), "--json").out)
    monkeypatch.setenv("AMENDS_SECRET_KEY", "another key " * 4)

    restored = amends("restore", made["file"], "--to", str(var / "new.db"))

    assert restored.code == 0
    assert "their secrets come from another key" in restored.err


@pytest.mark.usefixtures("office")
def test_mail_is_paused_with_a_reason(amends: Shell) -> None:
    amends("mail", "pause", "--reason", "We move house.")

    assert "We move house." in amends("mail", "status").out


def test_a_drill_ends_with_its_exit_code(amends: Shell, office: Database, var: Path) -> None:
    good = amends("drill")
    tamper(office)
    bad = amends("drill")
    as_json = json.loads(amends("drill", "--json", "--to", str(var / "scratch.db")).out)

    assert (good.code, bad.code) == (0, 1)
    assert good.out.endswith("The drill went well.\n")
    assert "BAD The timelines of 2 cases, 4 entries, 0 signed heads: 1 found wrong.\n" in bad.out
    assert "    CMP-2026-000002-X entry 2: edited." in bad.out
    assert as_json["good"] is False
    assert not (var / "scratch.db").exists()
