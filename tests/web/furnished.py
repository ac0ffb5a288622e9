"""A furnished office for tests of pages: the demo's people and the shipped processes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from sqlalchemy import select

from engine.commands.due import run_until
from engine.database import Database
from engine.library.source import shipped_root
from engine.people.demo import read_demo_people
from engine.people.models import Person
from engine.people.tokens import create_token
from engine.settings import Settings
from engine.work.travel import present, travel_to
from tests.web.visitor import Visitor

COMPLAINT = "/begin/complaint_handling/arrived"
WRITTEN = {
    "product": "internet",
    "description": "Three appointments, three times nobody came.",
    "desired_outcome": "apology",
    "complainant_name": "Nadia Rahman",
    "complainant_email": "nadia@customers.example",
    "consent_contact": "on",
}
REGISTERED = {
    "kind": "complaint",
    "matter": "ours",
    "answered_before": "no",
    "product": "internet",
    "category": "delivery",
    "unit": "field_service",
    "solvable_now": "no",
}


@dataclass
class Office:
    """The application with its store, and ways to walk in."""

    app: Flask
    database: Database
    settings: Settings

    def customer(self) -> Visitor:
        """Somebody without an account."""
        return Visitor(self.app.test_client())

    def staff(self, login: str) -> Visitor:
        """One of the demo's people, signed in."""
        return self.customer().sign_in(login, read_demo_people(shipped_root()).password)

    def complain(self, **more: str) -> str:
        """A customer complains; gives the reference."""
        answer = self.customer().post(COMPLAINT, {**WRITTEN, **more})
        assert answer.status_code == 303, answer.text
        found = re.search(r"CMP-[\w-]+", answer.headers["Location"])
        assert found is not None
        return found.group(0)

    def token(self, login: str) -> str:
        """An API token of one of the demo's people."""
        with self.database.write() as session:
            person = session.scalars(select(Person).where(Person.login == login)).one()
            return create_token(session, person.id, "tests", datetime.now(UTC))[1]

    def program(self, login: str) -> Program:
        """A program that acts for one of the demo's people."""
        return Program(self, {"Authorization": f"Bearer {self.token(login)}"})

    def wait_until(self, instant: datetime) -> None:
        """Let time pass; everything due happens on the way."""
        run_until(self.database, self.settings, instant)
        with self.database.write() as session:
            travel_to(session, self.settings, instant)

    def now(self) -> datetime:
        """The present of this office."""
        with self.database.read() as session:
            return present(session, self.settings)


@dataclass
class Program:
    """A client of the API."""

    office: Office
    headers: dict[str, str]

    def get(self, path: str, **query: Any) -> Any:
        """Read something; the answer is (status, JSON)."""
        answer = self.office.app.test_client().get(f"/api/v1{path}", query_string=query, headers=self.headers)
        return answer.status_code, answer.get_json(force=True)

    def post(self, path: str, json: Any = None, key: str | None = None, **more: Any) -> Any:
        """Do something; the answer is (status, JSON)."""
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        body = {"json": json if json is not None else {}} if "data" not in more else {}
        answer = self.office.app.test_client().post(f"/api/v1{path}", headers=headers, **body, **more)
        return answer.status_code, answer.get_json(force=True)
