"""The end of a case: what waits for it is told, and what it left waiting is put away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BindParameter, bindparam, delete, exists, select

from engine.cases.kept import kept_file
from engine.cases.links import Answer, who_hears_of
from engine.cases.merging import merged_into
from engine.cases.models import Case, CaseLink, KeptMessage
from engine.clocks.customer_promises import OPEN_PROMISE, settle_all_promises
from engine.clocks.escalations import UNRESOLVED, resolve_all
from engine.clocks.models import CustomerPromise, Escalation
from engine.commands.advance.running import Running
from engine.operations.requests import LINKED_CASE
from engine.step import Step
from engine.work.models import PENDING, Work
from engine.work.queue import put

ANSWER = "answer"  # the kind of work that tells a case of a linked one's end


_CASE: BindParameter[int] = bindparam("case")
_DROP_JOBS = delete(Work).where(Work.case_id == _CASE, Work.kind == "job", Work.state.in_(PENDING))
_FORGET = delete(KeptMessage).where(KeptMessage.case_id == _CASE)
# Most cases end with nothing of all this: one question instead of four.
_LEFT = select(
    exists().where(Case.merged_into_id == _CASE).label("merged"),
    exists().where(CaseLink.case_id == _CASE, CaseLink.answer.is_not(None)).label("heard"),
    exists().where(Escalation.case_id == _CASE, UNRESOLVED).label("escalations"),
    exists().where(CustomerPromise.case_id == _CASE, OPEN_PROMISE).label("promises"),
)


def wind_up(running: Running, state: str, because: str) -> None:
    """End the case in this state: tell the linked cases that wait for it, drop its jobs and kept messages,
    and settle its escalations and promises.
    """
    session, step, case = running.session, running.step, running.case
    if session.new:
        session.flush()  # an escalation of this very step
    left = session.connection().execute(_LEFT, {"case": case.id}).one()
    case.state, case.ended_at = state, step.now
    running.later(_DROP_JOBS, {"case": case.id})
    running.later(_FORGET, {"case": case.id})
    if left.merged or left.heard:
        _tell_all(running)
    if left.escalations:
        running.happenings += resolve_all(step, case, because)
    if left.promises:
        running.happenings += settle_all_promises(step, case)


def _tell_all(running: Running) -> None:
    """Whoever waits for a case that leads to this one waits for this one's end."""
    session, case = running.session, running.case
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
