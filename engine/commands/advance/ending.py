"""The end of a case: what waits for it is told, and what it left waiting is put away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete

from engine.cases.kept import kept_file
from engine.cases.links import Answer, who_hears_of
from engine.cases.merging import merged_into
from engine.cases.models import Case, KeptMessage
from engine.commands.advance.running import Running
from engine.operations.requests import LINKED_CASE
from engine.step import Step
from engine.work.queue import drop, put

ANSWER = "answer"  # the kind of work that tells a case of a linked one's end


def wind_up(running: Running) -> None:
    """Tell the linked cases that wait for this one's end; drop its jobs and the messages kept for it."""
    session, case = running.session, running.case
    drop(session, case_id=case.id, kind="job")
    session.execute(delete(KeptMessage).where(KeptMessage.case_id == case.id))
    # Whoever waits for a case that leads to this one waits for this one's end.
    for each in (case, *merged_into(session, case.id)):
        for other_id, answer in who_hears_of(session, each.id):
            _tell(running.step, case, each.reference, other_id, answer, running.execution.file)


def tell_of_end(step: Step, ended: Case, other_id: int, answer: Answer) -> None:
    """Have a case told of the end of one that had ended before they were linked."""
    _tell(step, ended, ended.reference, other_id, answer, kept_file(step.session, ended.id))


def _tell(
    step: Step, ended: Case, known_as: str, other_id: int, answer: Answer, file: Mapping[str, Any]
) -> None:
    """In a transaction of its own, for it moves another case; `known_as` is the reference that one knows."""
    facts = {
        **{name: file.get(name) for name in answer.bring},
        "reference": ended.reference,
        "process": ended.process,
        "status": ended.status,
        "state": ended.state,
        "ended": ended.ended_at.isoformat() if ended.ended_at else None,
    }
    content = {"name": answer.message, "key": known_as, "variables": {LINKED_CASE: facts}}
    put(step.session, kind=ANSWER, case_id=other_id, due_at=step.now, content=content)
