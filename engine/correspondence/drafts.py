"""Drafts: letters that somebody reads and may change before they are sent."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine.cases.models import Case
from engine.correspondence.errors import DraftNotFound
from engine.correspondence.models import LetterDraft
from engine.correspondence.rendering import Rendered, render
from engine.correspondence.templates import LetterTemplate
from engine.errors import InvalidSubmission
from engine.feel.surroundings import Surroundings
from engine.step import Step

LONGEST_SUBJECT, LONGEST_TEXT = 300, 50_000  # characters


@dataclass(frozen=True, kw_only=True)
class DraftView:
    """A draft as the page shows it."""

    id: str
    key: str
    recipient: str | None
    subject: str
    text: str
    edited_by: str | None
    edited_at: datetime | None


def put_draft(
    step: Step,
    case: Case,
    template: LetterTemplate,
    context: Mapping[str, Any],
    around: Surroundings,
    *,
    recipient: str | None,
    for_case: Case | None,
) -> LetterDraft:
    """Write the letter anew as a draft, in place of an earlier one of the same run, changes included.

    Raises LetterUnreadable.
    """
    rendered = render(template, context, around)
    of_run = (LetterDraft.case_id == case.id, LetterDraft.run == case.run, LetterDraft.key == template.key)
    other = for_case.id if for_case else None
    step.session.execute(
        delete(LetterDraft).where(*of_run, LetterDraft.for_case_id.is_not_distinct_from(other))
    )
    draft = LetterDraft(
        id=uuid4().hex,
        case_id=case.id,
        run=case.run,
        for_case_id=other,
        key=template.key,
        recipient=recipient,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        language=template.language,
        drafted_at=step.now,
        edited_at=None,
        edited_by=None,
        edited_by_name=None,
    )
    step.session.add(draft)
    step.session.flush()
    return draft


def take_draft(session: Session, case: Case, key: str, for_case: Case | None) -> Rendered | None:
    """The words of the draft that waits to be sent, which is then no draft any more."""
    draft = session.scalar(
        select(LetterDraft).where(
            LetterDraft.case_id == case.id,
            LetterDraft.run == case.run,
            LetterDraft.key == key,
            LetterDraft.for_case_id.is_not_distinct_from(for_case.id if for_case else None),
        )
    )
    if draft is None:
        return None
    session.delete(draft)
    return Rendered(subject=draft.subject, text=draft.text, html=draft.html)


def change_draft(step: Step, draft: LetterDraft, subject: str, text: str) -> None:
    """Replace its words; the HTML says the same, as paragraphs. Raises InvalidSubmission."""
    subject, text = " ".join(subject.split()), text.replace("\r\n", "\n").strip() + "\n"
    errors = {}
    if not subject or len(subject) > LONGEST_SUBJECT or not subject.isprintable():
        errors["subject"] = [f"A subject is one line of at most {LONGEST_SUBJECT} characters."]
    if not text.strip() or len(text) > LONGEST_TEXT:
        errors["text"] = [f"A letter has at most {LONGEST_TEXT} characters, and some."]
    if errors:
        raise InvalidSubmission(errors)
    draft.subject, draft.text = subject, text
    draft.html = _as_html(text, draft.language)
    draft.edited_at, draft.edited_by, draft.edited_by_name = step.now, step.actor.id, step.actor.name
    step.session.flush()


def draft_by_id(session: Session, draft_id: str) -> LetterDraft:
    """The row of a draft; DraftNotFound also when it was sent meanwhile."""
    draft = session.get(LetterDraft, draft_id, populate_existing=True)
    if draft is None:
        raise DraftNotFound(draft_id)
    return draft


def drafts_of(session: Session, case_id: int) -> tuple[DraftView, ...]:
    """The drafts of a case that wait to be sent, the first written first."""
    rows = session.scalars(
        select(LetterDraft)
        .where(LetterDraft.case_id == case_id)
        .order_by(LetterDraft.drafted_at, LetterDraft.key, LetterDraft.id)
    )
    return tuple(
        DraftView(
            id=row.id,
            key=row.key,
            recipient=row.recipient,
            subject=row.subject,
            text=row.text,
            edited_by=row.edited_by_name,
            edited_at=row.edited_at,
        )
        for row in rows
    )


def _as_html(text: str, language: str) -> str:
    """What somebody typed is text, not Markdown: a star stays a star."""
    paragraphs = (part.strip() for part in text.split("\n\n") if part.strip())
    body = "\n".join(f"<p>{html.escape(part).replace(chr(10), '<br>' + chr(10))}</p>" for part in paragraphs)
    return f'<!doctype html>\n<html lang="{language}"><body>\n{body}\n</body></html>\n'
