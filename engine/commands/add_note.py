"""Add a note to a case's timeline."""

from __future__ import annotations

from engine.cases.access import require_staff
from engine.cases.locking import locked_case, settle
from engine.commands.once import once_only
from engine.errors import InvalidSubmission
from engine.step import Step
from engine.timeline.recording import Happening, record

LONGEST = 20_000  # characters


@once_only
def add_note(step: Step, case_id: int, text: str) -> None:
    """Keep what somebody has to say about the case, also after its end."""
    require_staff(step.actor)
    if not text.strip():
        raise InvalidSubmission({"text": ["Please write something."]})
    if len(text) > LONGEST:
        raise InvalidSubmission({"text": [f"Please write at most {LONGEST} characters."]})
    case = locked_case(step.session, case_id)
    record(step, case, Happening(verb="note added", content={"text": text}))
    settle(step.session)
