"""Record that a letter came back after the mail server had taken it."""

from __future__ import annotations

from sqlalchemy import select

from engine.cases.models import Case
from engine.commands.correlate_message import hand_in
from engine.correspondence.bounces import Bounce
from engine.correspondence.errors import LetterNotFound
from engine.correspondence.models import SENT, Letter
from engine.correspondence.outbox import WORK, mark_failed
from engine.step import Step
from engine.work.incidents import open_work_incident
from engine.work.models import DEAD, Work

BOUNCED = "bounced"
LETTER_BOUNCED = "letter bounced"  # the message that the diagram may wait for


def record_bounce(step: Step, bounce: Bounce) -> bool:
    """Give the letter back to its case; says whether that was news.

    A case that waits for the message `letter bounced` goes on with it; any other gets an incident.

    A server that goes on trying, and a report that comes again, change nothing. Raises LetterNotFound.
    """
    letter = step.session.scalar(select(Letter).where(Letter.message_id == bounce.message_id))
    if letter is None:
        raise LetterNotFound(bounce.message_id)
    work = step.session.scalar(
        select(Work).where(Work.case_id == letter.case_id, Work.kind == WORK, Work.ref == letter.id)
    )
    if not bounce.final or letter.state != SENT or work is None:
        return False
    reason = f"{letter.recipient}: {bounce.reason}"
    mark_failed(step.session, letter.id, reason, for_good=True)
    work.state, work.last_error = DEAD, reason
    if not give_back(step, letter, bounce.reason):
        open_work_incident(step, work, reason, BOUNCED)
    return True


def give_back(step: Step, letter: Letter, reason: str) -> bool:
    """Tell the case that its letter did not arrive; whether it waited for that."""
    case = step.session.get_one(Case, letter.case_id)
    said = {"letter_bounced": {"letter": letter.key, "subject": letter.subject, "reason": reason}}
    return hand_in(step, LETTER_BOUNCED, case.reference, said) > 0
