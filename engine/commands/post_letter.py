"""Note that a letter on paper was posted, or came back."""

from __future__ import annotations

from sqlalchemy import select

from engine.cases.access import require_staff
from engine.cases.locking import locked_case, settle
from engine.cases.models import Case
from engine.commands.once import once_only
from engine.commands.reasons import require_reason
from engine.commands.record_bounce import give_back
from engine.correspondence.errors import LetterNotFound, NotToPost
from engine.correspondence.models import FAILED, SENT, WAITING, Letter
from engine.correspondence.outbox import letter_by_id
from engine.correspondence.templates import POST
from engine.step import Step
from engine.timeline.recording import Happening, record


@once_only
def post_letter(step: Step, letter_id: str) -> None:
    """Somebody printed the letter and carried it to the post. Raises LetterNotFound, NotToPost."""
    case, letter = _on_paper(step, letter_id)
    if letter.state != WAITING:
        raise NotToPost(letter.subject)
    letter.state, letter.sent_at = SENT, step.now
    record(step, case, Happening(verb="letter posted", content=_said(letter)))
    settle(step.session)


@once_only
def letter_came_back(step: Step, letter_id: str, reason: str) -> None:
    """A posted letter came back; the case gets the message `letter bounced` with {letter, reason}.

    Raises LetterNotFound, NotToPost for one that was not posted, InvalidSubmission without a reason.
    """
    require_reason(reason)
    case, letter = _on_paper(step, letter_id)
    if letter.state != SENT:
        raise NotToPost(letter.subject)
    letter.state, letter.error = FAILED, reason.strip()
    record(step, case, Happening(verb="letter came back", content={**_said(letter), "reason": reason}))
    settle(step.session)
    give_back(step, letter, reason.strip())


def _on_paper(step: Step, letter_id: str) -> tuple[Case, Letter]:
    """The letter with its case, locked in this order as everywhere."""
    require_staff(step.actor)
    found = select(Letter.case_id).where(Letter.id == letter_id, Letter.channel == POST)
    case_id = step.session.scalar(found)
    if case_id is None:
        raise LetterNotFound(letter_id)
    case = locked_case(step.session, case_id)
    letter = letter_by_id(step.session, letter_id)
    step.session.refresh(letter)
    return case, letter


def _said(letter: Letter) -> dict[str, str]:
    return {"letter": letter.key, "letter_id": letter.id, "subject": letter.subject}
