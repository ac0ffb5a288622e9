"""An imported case is released on its page; until then its letters are held."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from engine.cases.models import Case
from engine.cases.queries import case_id_of
from engine.commands.due import run_until
from engine.correspondence.models import HELD, SENT, Letter
from tests.web.furnished import Office


@pytest.fixture
def held(office: Office) -> str:
    """A case as an import leaves it: open, with a letter held."""
    reference = office.complain()
    with office.database.write() as session:
        case = session.get_one(Case, case_id_of(session, reference))
        case.held = True
        session.add(
            Letter(
                id="held",
                case_id=case.id,
                key="acknowledgement",
                language="en",
                version=case.version,
                audience="customer",
                recipient="nadia@customers.example",
                subject="Your complaint",
                text="We have it.",
                html="<p>We have it.</p>",
                message_id="<held@localhost>",
                dedup_key="held",
                state=HELD,
                created_at=office.now(),
            )
        )
    return reference


def is_held(office: Office, reference: str) -> bool:
    with office.database.read() as session:
        return session.get_one(Case, case_id_of(session, reference)).held


def test_staff_release_an_imported_case_and_its_letters_go(office: Office, held: str) -> None:
    ana = office.staff("ana")
    before = ana.get(f"/cases/{held}").text

    answer = ana.post(f"/cases/{held}/release")
    run_until(office.database, office.settings, office.now())

    assert "Release it" in before
    assert answer.status_code == 303
    assert not is_held(office, held)
    with office.database.read() as session:
        assert session.scalars(select(Letter.state)).one() == SENT
    assert "Release it" not in ana.get(f"/cases/{held}").text


def test_releasing_twice_sends_nothing_twice(office: Office, held: str) -> None:
    ana = office.staff("ana")
    ana.post(f"/cases/{held}/release")

    assert ana.post(f"/cases/{held}/release").status_code == 303
    assert ana.get(f"/cases/{held}").text.count("released the held letters") == 1


def test_administrators_release_no_case(office: Office, held: str) -> None:
    assert office.staff("admin").post(f"/cases/{held}/release").status_code == 403
    assert is_held(office, held)


def test_an_unknown_case_is_not_found(office: Office) -> None:
    assert office.staff("ana").post("/cases/CMP-2026-999999-X/release").status_code == 404
