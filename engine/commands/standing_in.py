"""Acting on somebody's behalf, where only that makes a task one's own."""

from __future__ import annotations

from dataclasses import replace

from engine.cases.access import is_candidate
from engine.people.substitution import principals_of
from engine.step import Actor, Step
from engine.tasks.models import Task


def standing_in(step: Step, task: Task) -> Step:
    """The step in the name of whom the actor stands in for, if they cannot do this task in their own.

    The timeline then says on whose behalf, and every rule holds for both.
    """
    actor = step.actor
    if actor.kind != "person" or actor.on_behalf_of is not None or is_candidate(step.session, actor, task):
        return step
    for principal in principals_of(step.session, actor.id, step.now):
        theirs = task.assignee_id == principal.id
        free = task.assignee_id in (None, actor.id)
        if theirs or (free and is_candidate(step.session, _as(principal.id, principal.groups), task)):
            both = actor.groups | principal.groups
            return replace(step, actor=replace(actor, on_behalf_of=principal.id, groups=both))
    return step


def _as(person_id: str, groups: frozenset[str]) -> Actor:
    return Actor(id=person_id, name="", groups=groups)
