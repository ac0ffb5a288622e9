"""An office where a complaint waits too long, and what the machine could not finish."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from engine.cases.models import Case, Incident
from engine.cases.queries import case_id_of
from engine.clocks.models import Escalation
from engine.people.models import Person
from tests.web.furnished import Office
from tests.web.visitor import Visitor


@pytest.fixture
def leila(office: Office) -> Visitor:
    """A supervisor of the team leads."""
    return office.staff("leila")


@pytest.fixture
def late(office: Office) -> str:
    """A complaint that nobody looked at for a week; its reference."""
    reference = office.complain()
    office.wait_until(office.now() + timedelta(days=7))
    return reference


@pytest.fixture
def escalations(office: Office) -> Callable[[str], list[Escalation]]:
    """The escalations of a case, the lowest level first."""

    def read(reference: str) -> list[Escalation]:
        with office.database.read() as session:
            of_case = Escalation.case_id == case_id_of(session, reference)
            return list(session.scalars(select(Escalation).where(of_case).order_by(Escalation.level)))

    return read


@pytest.fixture
def person_id(office: Office) -> Callable[[str], str]:
    """The id of one of the demo's people."""

    def read(login: str) -> str:
        with office.database.read() as session:
            return session.scalars(select(Person.id).where(Person.login == login)).one()

    return read


@pytest.fixture
def owner_of(office: Office) -> Callable[[str], str | None]:
    """The login of a case's owner."""

    def read(reference: str) -> str | None:
        with office.database.read() as session:
            case = session.get_one(Case, case_id_of(session, reference))
            owner = session.get(Person, case.owner_id) if case.owner_id else None
            return owner.login if owner else None

    return read


@pytest.fixture
def incident(office: Office) -> Callable[..., str]:
    """Writes down something that failed in a case; gives its id."""

    def write(reference: str, kind: str = "letter", reason: str = "The mail server is down.") -> str:
        with office.database.write() as session:
            row = Incident(
                id=uuid4().hex,
                case_id=case_id_of(session, reference),
                kind=kind,
                code="gave-up",
                reason=reason,
                opened_at=office.now(),
            )
            session.add(row)
            return row.id

    return write
