"""What expressions and letters may say about a case: the context `case`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.cases.models import Case
from engine.cases.secret import customer_secret
from engine.library.process_settings import ProcessSettings
from engine.people.models import Person
from engine.settings import Settings


def case_words(session: Session, case: Case, settings: ProcessSettings) -> dict[str, Any]:
    """The facts about a case; instants are date-times, `owner` and `owner_group` are names for people."""
    group = settings.group_named(case.owner_group)
    return {
        "reference": case.reference,
        "opened": case.opened_at,
        "received": case.run_received_at,
        "first_received": case.received_at,
        "run": case.run,
        "ended": case.ended_at,
        "due": case.due_at,
        "priority": case.priority,
        "owner": name_of(session, case.owner_id),
        "owner_id": case.owner_id,
        "owner_group": group.title if group else case.owner_group,
        "owner_group_key": case.owner_group,
        "status": case.status,
        "status_title": settings.statuses.get(case.status, case.status),
        "process": case.process,
        "phone": settings.phone,
    }


def name_of(session: Session, person_id: str | None) -> str | None:
    """The person's name, asked once in a transaction: every step speaks of the owner several times."""
    names: dict[str | None, str | None] = session.info.setdefault("names", {None: None})
    if person_id not in names:
        names[person_id] = session.scalar(select(Person.name).where(Person.id == person_id))
    return names[person_id]


def remember_name(session: Session, person_id: str | None, name: str | None) -> None:
    """Spare this transaction the question: a query for more has answered it."""
    session.info.setdefault("names", {None: None})[person_id] = name


def customer_words(case: Case, settings: Settings) -> dict[str, Any]:
    """What only a letter to the customer may say beside that: the way into the tracking page."""
    return {
        "secret": customer_secret(settings.secret_key, case.reference, case.secret_nonce),
        "secret_link": f"{settings.base_url}/track/{case.reference}",
    }
