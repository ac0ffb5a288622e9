"""The outbox: letters written in the step's transaction, sent after it, held where history is imported."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid4, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.cases.models import Case
from engine.correspondence.drafts import take_draft
from engine.correspondence.errors import LetterNotFound, NoAddress
from engine.correspondence.models import FAILED, HELD, SENT, WAITING, Letter
from engine.correspondence.rendering import render
from engine.correspondence.templates import EMAIL, POST, LetterTemplate
from engine.feel.surroundings import Surroundings
from engine.library.package import Package
from engine.settings import Settings
from engine.step import Step
from engine.work import queue

ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@<>,;:\"()\[\]\\.]+(?:\.[^\s@<>,;:\"()\[\]\\.]+)*")
LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3
MOST_LINES, LONGEST_POSTAL = 8, 500  # of a postal address
WORK = "letter"  # the kind of work whose ref is a letter's id


def write_letter(
    step: Step,
    case: Case,
    package: Package,
    key: str,
    context: Mapping[str, Any],
    to: str | None,
    *,
    around: Surroundings,
    occasion: str,
    for_case: Case | None = None,
    channel: str = EMAIL,
) -> Letter:
    """Put a letter into the outbox; the same occasion of the same case gives the same letter again.

    `context` is the case file with `case` in it; the case file's language chooses the template's. `occasion`
    is the place of the step that sends, unique in the run. The letters of a held case are held with it.
    `for_case` is the merged case whose customer is written to, in place of the case's own. A draft of the
    letter is sent as somebody left it. On paper it waits until somebody has posted it.
    Raises NoAddress, LetterUnreadable, or KeyError for a key that the package does not have.
    """
    dedup_key = f"{case.reference}/{case.run}/{occasion}/{key}" + (f"/{for_case.id}" if for_case else "")
    written = _written(step.session, dedup_key)
    if written is not None:
        return written
    recipient = (to or "").strip()
    if not (is_postal_address(recipient) if channel == POST else is_address(recipient)):
        raise NoAddress(recipient)
    template = template_for(package, key, context, channel)
    draft = take_draft(step.session, case, key, for_case)
    rendered = draft or render(template, readable_by(context, template.audience), around)
    letter = Letter(
        id=uuid4().hex,
        case_id=case.id,
        for_case_id=for_case.id if for_case else None,
        key=key,
        language=template.language,
        version=package.version,
        audience=template.audience,
        channel=channel,
        recipient=recipient,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        message_id=f"<{uuid5(NAMESPACE_URL, dedup_key)}@{mail_domain(step.settings)}>",
        dedup_key=dedup_key,
        state=HELD if case.held else WAITING,
        created_at=step.now,
    )
    step.session.add(letter)
    step.session.flush()
    if letter.state == WAITING:
        _have_sent(step.session, letter, step.now)
    return letter


def template_for(
    package: Package, key: str, context: Mapping[str, Any], channel: str = EMAIL
) -> LetterTemplate:
    """The template in the language of the case file; KeyError for a key that the package does not have."""
    return package.letter(key, _language(package, context), channel)


def release_letters(step: Step, case_id: int) -> int:
    """Send the held letters of a case after all; says how many."""
    held = step.session.scalars(
        select(Letter).where(Letter.case_id == case_id, Letter.state == HELD).order_by(Letter.created_at)
    ).all()
    for letter in held:
        letter.state = WAITING
        _have_sent(step.session, letter, step.now)
    step.session.flush()
    return len(held)


def letters_of(session: Session, case_id: int) -> list[Letter]:
    """The letters of a case, oldest first."""
    return list(
        session.scalars(
            select(Letter).where(Letter.case_id == case_id).order_by(Letter.created_at, Letter.id)
        )
    )


def letter_by_id(session: Session, letter_id: str) -> Letter:
    """The row of a letter; LetterNotFound."""
    letter = session.get(Letter, letter_id)
    if letter is None:
        raise LetterNotFound(letter_id)
    return letter


def mark_sent(session: Session, letter_id: str, now: datetime) -> None:
    """Note that the mail server took the letter."""
    letter = letter_by_id(session, letter_id)
    letter.state, letter.sent_at, letter.error = SENT, now, None


def mark_failed(session: Session, letter_id: str, reason: str, *, for_good: bool) -> None:
    """Note why the letter was not taken; `for_good` when nobody will try again by themselves."""
    letter = letter_by_id(session, letter_id)
    letter.error = reason
    if for_good:
        letter.state = FAILED


def is_address(text: str) -> bool:
    """Whether this can be an e-mail address; whether it is one only the mail can show."""
    return len(text) <= LONGEST_ADDRESS and text.isprintable() and ADDRESS.fullmatch(text) is not None


def is_postal_address(text: str) -> bool:
    """Whether this can stand on an envelope: a name and where they live, line by line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    printable = all(line.isprintable() for line in lines)
    return 2 <= len(lines) <= MOST_LINES and printable and len(text) <= LONGEST_POSTAL


def mail_domain(settings: Settings) -> str:
    """The domain our letters come from: that of the pages they lead to."""
    return urlsplit(settings.base_url).hostname or "localhost"


def _written(session: Session, dedup_key: str) -> Letter | None:
    """The letter that was already written on this occasion."""
    return session.scalar(select(Letter).where(Letter.dedup_key == dedup_key))


def _have_sent(session: Session, letter: Letter, now: datetime) -> None:
    if letter.channel == POST:
        return  # a person carries it to the post
    queue.put(
        session,
        kind=WORK,
        case_id=letter.case_id,
        due_at=now,
        ref=letter.id,
        dedup_key=f"{WORK}/{letter.id}",
    )


def _language(package: Package, context: Mapping[str, Any]) -> str | None:
    key = package.settings.customer.language
    value = context.get(key) if key else None
    chosen = value.get("key") if isinstance(value, Mapping) else value
    return chosen if isinstance(chosen, str) else None


def readable_by(context: Mapping[str, Any], audience: str) -> Mapping[str, Any]:
    """The context without the customer's secret, unless the letter goes to the customer."""
    case = context.get("case")
    if audience == "customer" or not isinstance(case, Mapping):
        return context
    return {**context, "case": {name: value for name, value in case.items() if not name.startswith("secret")}}
