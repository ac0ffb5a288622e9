"""An administrator."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from engine.people.models import Person
from tests.web.furnished import Office
from tests.web.visitor import Visitor


@pytest.fixture
def admin(office: Office) -> Visitor:
    """The demo's administrator, who has no other role."""
    return office.staff("admin")


@pytest.fixture
def account(office: Office) -> Callable[[str], Person]:
    """The row of one of the people."""

    def read(login: str) -> Person:
        with office.database.read() as session:
            return session.scalars(select(Person).where(Person.login == login)).one()

    return read
