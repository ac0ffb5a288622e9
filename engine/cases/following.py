"""What a customer sees of their own case: nothing that is not theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.cases.asked import Request, requests_to_customer
from engine.cases.errors import CaseNotFound, SecretWrong
from engine.cases.file import load_file
from engine.cases.merging import leading_id
from engine.cases.models import OPEN, Case, CaseFile
from engine.cases.secret import customer_secret, secret_matches
from engine.clocks.queries import clocks_of
from engine.correspondence.models import HELD, Letter
from engine.library.live import package_of
from engine.people.models import Person
from engine.settings import Settings

INTERNAL = "internal"


@dataclass(frozen=True, kw_only=True)
class Promise:
    """A date we keep to, with how it was reckoned."""

    title: str
    due_at: datetime
    standing: str
    explanation: str


@dataclass(frozen=True, kw_only=True)
class Received:
    """A letter we sent."""

    id: str
    subject: str
    text: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Followed:
    """A case as its customer follows it."""

    case_id: int
    reference: str
    merged: bool  # into another customer's case, or another of their own: status and dates are that one's
    process: str
    title: str
    status: str
    is_open: bool
    opened_at: datetime
    received_at: datetime
    ended_at: datetime | None
    owner: str
    phone: str | None  # where to ring, with hours
    secret: str
    requests: tuple[Request, ...]
    promises: tuple[Promise, ...]
    letters: tuple[Received, ...]


def case_with_secret(session: Session, settings: Settings, reference: str, secret: str) -> str:
    """The reference as it is written, where the secret belongs to it; SecretWrong says no more than that."""
    wanted = reference.strip().upper()
    case = session.execute(
        select(Case.reference, Case.secret_nonce).where(Case.reference == wanted)
    ).one_or_none()
    # An unknown reference takes the same time and gets the same answer as a wrong secret.
    nonce = case.secret_nonce if case else ""
    if not secret_matches(secret, settings.secret_key, wanted, nonce) or case is None:
        raise SecretWrong
    return wanted


def followed_case(session: Session, settings: Settings, reference: str) -> Followed:
    """The customer's view of a case; of a merged one, status and dates of the case it leads to.

    Letters are always those to this customer. Raises CaseNotFound.
    """
    own = session.scalar(select(Case).where(Case.reference == reference))
    if own is None:
        raise CaseNotFound(reference)
    case = session.get_one(Case, leading_id(session, own.id))
    process = package_of(session, case.version).settings
    person = session.get(Person, case.owner_id) if case.owner_id else None
    group = process.group_named(case.owner_group)
    return Followed(
        case_id=case.id,
        reference=own.reference,
        merged=own.id != case.id,
        process=case.process,
        title=process.title,
        status=process.statuses.get(case.status, case.status) or "Received",
        is_open=case.state == OPEN,
        opened_at=own.opened_at,
        received_at=own.received_at,
        ended_at=case.ended_at,
        owner=person.name if person else group.title if group else "",
        phone=process.phone,
        secret=customer_secret(settings.secret_key, own.reference, own.secret_nonce),
        requests=requests_to_customer(session, case, theirs=_same_customer(session, own, case)),
        promises=_promises(session, case),
        letters=_letters(session, own, case),
    )


def _same_customer(session: Session, own: Case, case: Case) -> bool:
    """Whether a merged case is of the same customer as the one it leads to, by e-mail address."""
    if own.id == case.id:
        return True
    files = {
        row.case_id: load_file(row.content)
        for row in session.scalars(select(CaseFile).where(CaseFile.case_id.in_([own.id, case.id])))
    }
    key = package_of(session, case.version).settings.customer.email or ""
    addresses = {str(files.get(each.id, {}).get(key) or "").casefold().strip() for each in (own, case)}
    return len(addresses) == 1 and "" not in addresses


def _promises(session: Session, case: Case) -> tuple[Promise, ...]:
    return tuple(
        Promise(
            title=clock.title, due_at=clock.due_at, standing=clock.standing, explanation=clock.explanation
        )
        for clock in clocks_of(session, case.id)
        if clock.kind != INTERNAL and clock.standing != "cancelled"
    )


def _letters(session: Session, own: Case, case: Case) -> tuple[Received, ...]:
    before = (Letter.case_id == own.id) & Letter.for_case_id.is_(None)
    rows = session.scalars(
        select(Letter)
        .where(or_(before, (Letter.case_id == case.id) & (Letter.for_case_id == own.id)))
        .where(Letter.audience == "customer", Letter.state != HELD)
        .order_by(Letter.created_at.desc())
    )
    return tuple(Received(id=row.id, subject=row.subject, text=row.text, at=row.created_at) for row in rows)
