"""amends records: what is due, holds, erasure that asks first, certificates, and rewriting the store."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from engine.cases.models import Case
from engine.commands.cancel_case import cancel_case
from engine.commands.open_case import open_case
from engine.correspondence.models import SENT, Letter
from engine.database import Database
from engine.records.models import Certificate
from engine.settings import Settings
from engine.step import SYSTEM, Step
from engine.work.travel import present
from tests.engine.cli.conftest import Shell
from tests.engine.records.leaves import where_found

NAME = "Nadia Quillfeather"
WHY = "Asked for by the person."


@pytest.fixture
def over(var: Path, database: Database) -> str:
    """A complaint that was cancelled eleven years ago."""
    settings = Settings.from_environ({"AMENDS_VAR": str(var), "AMENDS_DEMO": "1"})
    with database.write() as session:
        now = present(session, settings)
        step = Step(session=session, actor=SYSTEM, now=now, settings=settings)
        said = {
            "complainant_name": NAME,
            "complainant_email": "nadia@customers.example",
            "description": "No.",
        }
        opened = open_case(step, "complaint_handling", start="arrived", variables=said)
        cancel_case(step, opened.case_id, "A test.")
        session.execute(update(Letter).values(state=SENT))
        session.execute(update(Case).values(ended_at=now - timedelta(days=11 * 366)))
    return opened.reference


def test_what_is_due_is_listed_with_its_class_and_its_hold(amends: Shell, over: str) -> None:
    assert over in amends("records", "due").out
    assert amends("records", "hold", over, "--reason", "The court asks.").code == 0

    assert "held by Command line" in amends("records", "due").out
    [line] = json.loads(amends("records", "due", "--json").out)
    assert (line["reference"], line["class"], line["held_by"]) == (over, "six_years", ["Command line"])


def test_a_held_case_is_not_erased_before_its_hold_is_lifted(amends: Shell, over: str) -> None:
    amends("records", "hold", over, "--reason", "The court asks.")

    refused = amends("records", "erase", over, "--reason", WHY, "--yes")

    assert refused.code == 2
    assert "A legal hold keeps this case" in refused.err
    [hold] = json.loads(amends("records", "holds", "--json").out)
    assert amends("records", "lift", hold["id"], "--reason", "Its file is closed.").code == 0
    assert amends("records", "holds").out == "No case is held.\n"


def test_erased_compacted_and_certified_nothing_is_left_of_it(
    amends: Shell, over: str, database: Database, tmp_path: Path
) -> None:
    erased = amends("records", "erase", over, "--reason", WHY, "--yes")

    assert erased.code == 0, erased.err
    assert "answers" in erased.out
    assert amends("records", "compact").code == 0
    assert where_found(database, [NAME]) == set()
    with database.read() as session:
        certificate = session.scalars(select(Certificate.id)).one()
    file = tmp_path / "certificate.json"
    assert amends("records", "certificate", certificate, "--to", str(file)).code == 0
    assert over in json.loads(file.read_text())["statement"]
    assert amends("records", "due").out == "Nothing is due.\n"
    assert amends("audit", "verify").code == 0


def test_it_asks_first(amends: Shell, over: str, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))

    assert amends("records", "erase", over, "--reason", WHY).code == 2

    with database.read() as session:
        assert session.scalars(select(Case.erased_at)).one() is None


def test_an_unknown_certificate_is_told(amends: Shell) -> None:
    answer = amends("records", "certificate", "x")

    assert (answer.code, answer.err) == (2, "There is no such certificate. (x)\n")
