"""A letter that was written before the program died is sent by the next one, once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from engine.cases.models import Case, Incident
from engine.correspondence.delivery import mail_folder
from engine.correspondence.models import FAILED, SENT, WAITING, Letter
from engine.correspondence.outbox import write_letter
from engine.database import Database
from engine.feel.surroundings import Surroundings
from engine.library.live import live_package
from engine.settings import Settings
from engine.step import SYSTEM, Step
from tests.engine.cli.conftest import Shell
from tests.engine.correspondence import test_bounces

NOW = datetime.now(UTC)


@pytest.fixture
def letter_id(database: Database, var: Path) -> str:
    """A letter whose program ended right after the commit."""
    settings = Settings.from_environ({"AMENDS_VAR": str(var)})
    with database.write() as session:
        package = live_package(session, "complaint_handling")
        case = Case(
            reference="CMP-2026-000001-X",
            process=package.key,
            version=package.version,
            run=1,
            opened_at=NOW,
            received_at=NOW,
            secret_nonce="n",
        )
        session.add(case)
        session.flush()
        step = Step(session=session, actor=SYSTEM, now=NOW, settings=settings)
        context = {"case": {"reference": case.reference, "received": NOW}, "severity": {"answer_days": 5}}
        letter = write_letter(
            step,
            case,
            package,
            "acknowledgement",
            context,
            "zoe@example.org",
            around=Surroundings(now=NOW),
            occasion="1",
        )
        return letter.id


def letter_in(database: Database, letter_id: str) -> Letter:
    with database.read() as session:
        return session.get_one(Letter, letter_id)


def test_the_next_program_sends_it_once(amends: Shell, database: Database, var: Path, letter_id: str) -> None:
    folder = mail_folder(Settings.from_environ({"AMENDS_VAR": str(var)}))
    assert not folder.exists()

    assert amends("tick").out == "1 thing was due.\n"
    assert amends("tick").out == "0 things were due.\n"

    assert [file.suffix for file in folder.iterdir()] == [".eml"]
    assert letter_in(database, letter_id).state == SENT


def test_a_mail_server_that_is_down_costs_tries_and_ends_with_people(
    amends: Shell, database: Database, letter_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMENDS_SMTP_URL", "smtp://127.0.0.1:1")
    monkeypatch.setenv("AMENDS_TIME_TRAVEL", "1")

    amends("tick")
    tried = letter_in(database, letter_id)
    assert tried.state == WAITING
    assert "127.0.0.1:1" in (tried.error or "")
    amends("tick", "--at", (NOW + timedelta(hours=1)).isoformat())

    assert letter_in(database, letter_id).state == FAILED
    with database.read() as session:
        (incident,) = session.query(Incident).all()
    assert "127.0.0.1:1" in incident.reason


def test_a_report_on_standard_input_marks_the_letter_it_gives_back(
    amends: Shell, database: Database, tmp_path: Path, letter_id: str
) -> None:
    amends("tick")
    report = tmp_path / "report.eml"
    sent = letter_in(database, letter_id)
    report.write_bytes(
        test_bounces.report(returned=f"Content-Type: text/rfc822-headers\n\nMessage-ID: {sent.message_id}")
    )

    assert amends("mail", "bounced", str(report)).out.startswith("The letter came back")
    assert amends("mail", "bounced", str(report)).out == "Nothing had to be done.\n"

    assert letter_in(database, letter_id).state == FAILED


def test_other_mail_than_a_report_is_wrong_use(amends: Shell, tmp_path: Path) -> None:
    note = tmp_path / "note.eml"
    note.write_bytes(b"Subject: away\r\n\r\nBack on Monday.")

    answer = amends("mail", "bounced", str(note))

    assert answer.code == 2
    assert "no report of a mail server" in answer.err
