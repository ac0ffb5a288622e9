"""Reassign several cases at once, as when somebody falls ill."""

from __future__ import annotations

from dataclasses import replace

from engine.cases.access import require_supervisor
from engine.cases.errors import CaseClosed
from engine.commands.once import once_only
from engine.commands.reasons import require_reason
from engine.commands.reassign import reassign
from engine.errors import InvalidSubmission
from engine.people.accounts import actor_of
from engine.step import Step


@once_only
def reassign_cases(step: Step, case_ids: list[int], person_id: str, reason: str) -> list[int]:
    """Make somebody the owner of all these cases, each with the rules of `reassign`.

    Gives the ids of those reassigned; cases that ended meanwhile are left as they are. Raises NotSupervisor,
    PersonNotFound, CaseNotFound, InvalidSubmission for no case or no reason: then nothing is changed.
    """
    require_supervisor(step.actor)
    if not case_ids:
        raise InvalidSubmission({"case": ["Choose at least one case."]})
    require_reason(reason)
    actor_of(step.session, person_id)
    each = replace(step, key=None)  # the key counts for the whole list
    moved = []
    for case_id in sorted(set(case_ids)):
        try:
            reassign(each, case_id, person_id, reason)
        except CaseClosed:
            continue
        moved.append(case_id)
    return moved
