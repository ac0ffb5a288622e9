"""Edit a draft letter before it is sent."""

from __future__ import annotations

from sqlalchemy import select

from engine.cases.access import require_staff
from engine.cases.locking import locked_case, require_running, settle
from engine.commands.once import once_only
from engine.correspondence.drafts import change_draft, draft_by_id
from engine.correspondence.errors import DraftNotFound
from engine.correspondence.models import LetterDraft
from engine.step import Step
from engine.timeline.recording import Happening, record


@once_only
def edit_letter(step: Step, draft_id: str, subject: str, text: str) -> None:
    """Replace the words of a draft; the timeline keeps those before.

    Raises DraftNotFound also when it was sent meanwhile, CaseClosed, InvalidSubmission.
    """
    require_staff(step.actor)
    case_id = step.session.scalar(select(LetterDraft.case_id).where(LetterDraft.id == draft_id))
    if case_id is None:
        raise DraftNotFound(draft_id)
    case = locked_case(step.session, case_id)
    require_running(case)
    draft = draft_by_id(step.session, draft_id)
    before = {"subject": draft.subject, "text": draft.text}
    change_draft(step, draft, subject, text)
    after = {"subject": draft.subject, "text": draft.text}
    if after != before:
        content = {"letter": draft.key, "before": before, "answers": after}
        record(step, case, Happening(verb="letter edited", content=content))
    settle(step.session)
