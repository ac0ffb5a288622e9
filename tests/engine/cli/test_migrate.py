"""amends migrate: what would become of the running cases, and doing it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from engine.cases.models import Case
from engine.cli.migrate import migrated
from engine.cli.operating import step_at_shell
from engine.commands.advance.prospects import prospects
from engine.commands.cancel_case import cancel_case
from engine.commands.open_case import open_case
from engine.database import Database
from engine.library.live import live_version, package_of
from engine.library.source import shipped_root
from engine.now import now
from engine.settings import Settings
from engine.step import CUSTOMER, Step
from tests.engine.cli.conftest import Shell

KEY = "new_service"


@pytest.fixture
def reference(database: Database, var: Path) -> str:
    """An idea that runs on the first version."""
    answers = {
        "idea_title": "An app",
        "problem": "I wait the whole day.",
        "beneficiaries": "Everybody",
        "author_kind": "customer",
        "author_name": "Mira",
        "consent_contact": True,
        "author_email": "mira@customers.example",
    }
    settings = Settings.from_environ({"AMENDS_VAR": str(var), "AMENDS_DEMO": "1"})
    with database.write() as session:
        step = Step(session=session, actor=CUSTOMER, now=now(), settings=settings)
        return open_case(step, KEY, start="idea_sent", submission=answers).reference


def change(amends: Shell, folder: Path, renamed: str = "") -> None:
    """Deploy the second version: another README, and `screen` under another id if one is given."""
    for part in ("processes", "forms"):
        shutil.copytree(shipped_root() / part / KEY, folder / part / KEY)
    home = folder / "processes" / KEY
    (home / "README.md").write_text("changed")
    for file in (*home.glob("*.bpmn"), *home.glob("*.yaml"), *home.glob("*.map"), *home.glob("scenarios/*")):
        if renamed:
            file.write_text(re.sub(r"(?<!formId=\")\bscreen\b(?!\.)", renamed, file.read_text()))
    answer = amends("deploy", str(home))
    assert answer.code == 0, answer


def version_of(database: Database, reference: str) -> str:
    with database.read() as session:
        return session.scalars(select(Case.version).where(Case.reference == reference)).one()


def test_without_a_reason_it_only_says_what_would_become(
    amends: Shell, database: Database, reference: str, tmp_path: Path
) -> None:
    change(amends, tmp_path)
    before = version_of(database, reference)

    answer = amends("migrate", KEY)

    assert (answer.code, answer.out) == (0, f"{reference} (version 1) can be migrated.\n")
    assert version_of(database, reference) == before


def test_with_a_reason_the_cases_go_on_by_the_live_version(
    amends: Shell, database: Database, reference: str, tmp_path: Path
) -> None:
    change(amends, tmp_path)

    answer = amends("migrate", KEY, "--reason", "The new procedure.")

    assert (answer.code, answer.out) == (0, f"{reference} (version 1) is migrated.\n")
    with database.read() as session:
        assert version_of(database, reference) == live_version(session, KEY)
    assert amends("migrate", KEY).out == "No open case runs on another version.\n"
    back = json.loads(amends("migrate", KEY, "--to", "1", "--reason", "Back.", "--json").out)
    assert back == [{"reference": reference, "from": 2, "migrated": True, "because": [], "promises": []}]


def test_a_renamed_step_is_named_until_it_is_mapped(
    amends: Shell, database: Database, reference: str, tmp_path: Path
) -> None:
    change(amends, tmp_path, "sift")

    refused = amends("migrate", KEY, "--case", reference, "--reason", "Renamed.")
    mapped = amends("migrate", KEY, "--case", reference, "--map", "screen=sift", "--reason", "Renamed.")

    assert refused.code == 1
    assert "stays.\n  'Screen" in refused.out
    assert "(screen) has no counterpart" in refused.out
    assert (mapped.code, mapped.out) == (0, f"{reference} (version 1) is migrated.\n")


def test_a_case_that_ends_while_others_are_migrated_stays_and_says_so(
    amends: Shell, database: Database, reference: str, var: Path, tmp_path: Path
) -> None:
    change(amends, tmp_path)
    settings = Settings.from_environ({"AMENDS_VAR": str(var), "AMENDS_DEMO": "1"})
    with database.read() as session:
        version = live_version(session, KEY)
        (one,) = prospects(step_at_shell(session, settings), package_of(session, version), {})
    with database.write() as session:
        cancel_case(step_at_shell(session, settings), one.case_id, "Sent twice.")

    became = migrated(database, settings, one, version, {}, "The new procedure.")

    assert [fault.code for fault in became.faults] == ["moved-on"]
    assert "has ended" in str(became.faults[0])


def test_what_cannot_be_meant_is_wrong_use(amends: Shell, reference: str) -> None:
    assert amends("migrate", KEY, "--case", "NSD-2026-999999-9").code == 2
    on_it = amends("migrate", KEY, "--case", reference)
    assert on_it.code == 2
    assert "on that version already" in on_it.err
    assert amends("migrate", KEY, "--to", "7").code == 2
    assert amends("migrate", "nowhere").code == 2
    assert amends("migrate", KEY, "--map", "screen").code == 2
