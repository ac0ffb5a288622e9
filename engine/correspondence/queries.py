"""Reading the outbox: what was sent, what waits, what failed and why; never the words of a letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from sqlalchemy import Select, and_, func, select, tuple_
from sqlalchemy.orm import Session

from engine.cases.models import OPEN, Case, Incident
from engine.correspondence.errors import LetterNotFound
from engine.correspondence.models import FAILED, HELD, SENT, WAITING, Letter
from engine.correspondence.outbox import WORK
from engine.correspondence.spelling import spelling_of
from engine.correspondence.templates import EMAIL, POST
from engine.work.models import READY, Work

Cursor = tuple[datetime, str]
STATES = (WAITING, HELD, SENT, FAILED)
PAGE = 50


@dataclass(frozen=True, kw_only=True)
class OutboxLine:
    """One letter as whoever looks after the mail sees it. `incident_id` is what retries a failed one."""

    id: str
    reference: str
    key: str
    audience: str
    channel: str
    recipient: str
    state: str
    created_at: datetime
    sent_at: datetime | None
    attempts: int
    next_try_at: datetime | None
    error: str | None
    incident_id: str | None

    @property
    def cursor(self) -> Cursor:
        """Where the page after this line begins."""
        return self.created_at, self.id


def outbox(
    session: Session, *, state: str | None = None, after: Cursor | None = None, limit: int = PAGE
) -> tuple[OutboxLine, ...]:
    """A page of letters by e-mail, the newest first; of one state, or of all."""
    of_letter = and_(Work.kind == WORK, Work.ref == Letter.id)
    of_work = and_(Incident.work_id == Work.id, Incident.state == OPEN)
    query = (
        select(Letter, Case.reference, Work, Incident.id)
        .join(Case, Case.id == Letter.case_id)
        .outerjoin(Work, and_(of_letter, Work.case_id == Letter.case_id))
        .outerjoin(Incident, and_(of_work, Incident.case_id == Letter.case_id))
        .where(Letter.channel == EMAIL)
        .order_by(Letter.created_at.desc(), Letter.id.desc())
        .limit(limit)
    )
    if state is not None:
        query = query.where(Letter.state == state)
    if after is not None:
        query = query.where(tuple_(Letter.created_at, Letter.id) < tuple_(*after))
    return tuple(
        OutboxLine(
            id=letter.id,
            reference=reference,
            key=letter.key,
            audience=letter.audience,
            channel=letter.channel,
            recipient=letter.recipient,
            state=letter.state,
            created_at=letter.created_at,
            sent_at=letter.sent_at,
            attempts=work.attempts if work else 0,
            next_try_at=work.visible_at if work and work.state == READY else None,
            error=letter.error,
            incident_id=incident_id,
        )
        for letter, reference, work, incident_id in session.execute(query)
    )


def outbox_counts(session: Session) -> dict[str, int]:
    """How many letters by e-mail there are in each state."""
    by_mail = select(Letter.state, func.count()).where(Letter.channel == EMAIL)
    rows = session.execute(by_mail.group_by(Letter.state)).all()
    return dict.fromkeys(STATES, 0) | {row[0]: row[1] for row in rows}


@dataclass(frozen=True, kw_only=True)
class PaperLetter:
    """A letter that somebody prints and posts. `recipient` has the lines of the address."""

    id: str
    reference: str
    language: str
    recipient: str
    subject: str
    html: str  # the words alone, without head and body
    created_at: datetime
    state: str

    def dated(self, zone: tzinfo) -> str:
        """The day it was written, as its language writes days."""
        day, spelling = self.created_at.astimezone(zone).date(), spelling_of(self.language)
        return spelling.day_of(day) if spelling else day.isoformat()

    @property
    def cursor(self) -> Cursor:
        """Where the page after this letter begins."""
        return self.created_at, self.id


def letters_to_post(
    session: Session, *, after: Cursor | None = None, limit: int = PAGE
) -> tuple[PaperLetter, ...]:
    """Letters that wait to be posted, the oldest first."""
    query = _on_paper().where(Letter.state == WAITING).order_by(Letter.created_at, Letter.id).limit(limit)
    if after is not None:
        query = query.where(tuple_(Letter.created_at, Letter.id) > tuple_(*after))
    return tuple(_paper(letter, reference) for letter, reference in session.execute(query))


def paper_letter(session: Session, letter_id: str) -> PaperLetter:
    """One letter on paper, posted or not. Raises LetterNotFound."""
    found = session.execute(_on_paper().where(Letter.id == letter_id)).one_or_none()
    if found is None:
        raise LetterNotFound(letter_id)
    return _paper(*found)


def count_to_post(session: Session, most: int = 1000) -> int:
    """How many letters wait to be posted, counted up to `most`."""
    waiting = select(Letter.id).where(Letter.channel == POST, Letter.state == WAITING).limit(most)
    return session.scalar(select(func.count()).select_from(waiting.subquery())) or 0


def _on_paper() -> Select[Letter, str]:
    return (
        select(Letter, Case.reference)
        .join(Case, Case.id == func.coalesce(Letter.for_case_id, Letter.case_id))
        .where(Letter.channel == POST)
    )


def _paper(letter: Letter, reference: str) -> PaperLetter:
    inner = letter.html.partition("<body>")[2].rpartition("</body>")[0]
    return PaperLetter(
        id=letter.id,
        reference=reference,
        language=letter.language,
        recipient=letter.recipient,
        subject=letter.subject,
        html=inner.strip(),
        created_at=letter.created_at,
        state=letter.state,
    )
