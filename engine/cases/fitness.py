"""Whether somebody fits a task: other hands than before, not concerned by the case, with skill and language.

The rules hold for everybody, however a task comes to them: claimed, assigned, taken over, or standing in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.cases.merging import merged_into
from engine.cases.rounds import Done, beside, last_round
from engine.people.models import Person
from engine.people.skills import LANGUAGE, SKILL, who_has
from engine.step import CUSTOMER
from engine.tasks.errors import KeptOut, NotFitting, SeparationOfDuty, SkillMissing
from engine.tasks.models import COMPLETED, Task
from engine.tasks.queries import candidates_of
from engine.timeline.models import TimelineEntry

FILLED_IN = ("case opened", "case reopened", "answer received")  # what the form of an event becomes


@dataclass(frozen=True, kw_only=True)
class _Needed:
    """A skill or language, and who has it."""

    kind: str
    value: str
    people: frozenset[str]


def require_fitting(session: Session, task: Task, *people: str | None) -> None:
    """Refuse the task to these people: whoever acts, and whom they act for.

    Standing in for somebody counts as that person on both sides: otherwise a substitute could approve the
    work of the one they stand in for. Raises SeparationOfDuty, KeptOut, SkillMissing.
    """
    who = sorted({person for person in people if person is not None})
    if not who:
        return
    _require_other_hands(session, task, who)
    rules = task.rules or {}
    if set(rules.get("not_people", ())) & set(who):
        raise KeptOut(task.name)
    actor = people[0]
    for needed in _needed(session, task):
        if actor not in needed.people:
            raise SkillMissing(needed.value)


def fits(session: Session, task: Task, person_id: str) -> bool:
    """Whether the task may come into these hands."""
    try:
        require_fitting(session, task, person_id)
    except NotFitting:
        return False
    return True


def _require_other_hands(session: Session, task: Task, who: Collection[str]) -> None:
    """Four eyes, through all runs of the case and the cases merged into it."""
    rules = task.rules or {}
    groups, elements = rules.get("not_groups", ()), rules.get("not_elements", ())
    if not task.not_by and not groups and not elements:
        return
    cases = [task.case_id, *(case.id for case in merged_into(session, task.case_id))]
    earlier = None
    if groups or elements:
        earlier = session.scalar(
            select(Task.name)
            .where(Task.case_id.in_(cases), Task.state == COMPLETED)
            .where(or_(Task.element.in_(elements), Task.grp.in_(groups)))
            .where(or_(Task.ended_by.in_(who), Task.ended_for.in_(who)))
            .limit(1)
        )
    if earlier is None and task.not_by:
        earlier = _did_last(session, task, cases, who)
    if earlier is not None:
        raise SeparationOfDuty(earlier)


def _did_last(session: Session, task: Task, cases: list[int], who: Collection[str]) -> str | None:
    """What one of them did in the last round of a task that `notBy` names, see `last_round`.

    Whoever did an earlier round may check what somebody else has made of it since: in a small team nobody
    would be left otherwise. A task that names itself wants other hands for each of its instances.
    """
    rows = session.execute(
        select(Task.case_id, Task.element, Task.run, Task.place, Task.scope, Task.name)
        .add_columns(Task.ended_by, Task.ended_for)
        .where(Task.case_id.in_(cases), Task.state == COMPLETED, Task.element.in_(task.not_by))
    ).all()
    runs: dict[tuple[int, str], dict[int, list[Done]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        people = frozenset({row.ended_by, row.ended_for} - {None})
        done = Done(name=row.name, scope=_steps(row.scope), place=row.place, people=people)
        runs[row.case_id, row.element][row.run].append(done)
    for (case_id, element), by_run in runs.items():
        run = max(by_run)
        present = (case_id, run) == (task.case_id, task.run)
        if element == task.element and case_id == task.case_id:
            counting = beside(by_run[run], _steps(task.scope)) if present else []
        else:
            counting = last_round(by_run[run], _steps(task.scope) if present else ())
        for done in counting:
            if done.people & set(who):
                return done.name
    events = set(task.not_by) - {row.element for row in rows}
    return _filled_in(session, cases, events, who) if events else None


def _steps(scope: str | None) -> tuple[str, ...]:
    return tuple(scope.split("/")) if scope else ()


def _filled_in(session: Session, cases: list[int], events: set[str], who: Collection[str]) -> str | None:
    """The event whose form one of them filled in last, in their own name, such as the start of the case."""
    entries = session.execute(
        select(TimelineEntry.element, TimelineEntry.actor_id, TimelineEntry.on_behalf_of)
        .where(TimelineEntry.case_id.in_(cases), TimelineEntry.element.in_(events))
        .where(TimelineEntry.verb.in_(FILLED_IN))
        .order_by(TimelineEntry.case_id, TimelineEntry.seq)
    )
    last = {
        entry.element: {entry.actor_id, entry.on_behalf_of}
        for entry in entries
        if entry.on_behalf_of != CUSTOMER.id  # who writes down what a customer said has not said it
    }
    return next((element for element, actors in last.items() if actors & set(who)), None)


def _needed(session: Session, task: Task) -> list[_Needed]:
    """What is needed; a skill or language that none of its people has does not hold a task up."""
    rules = task.rules or {}
    wanted = [(SKILL, value) for value in rules.get("skills", ())]
    wanted += [(LANGUAGE, value) for value in rules.get("languages", ())]
    if not wanted:
        return []
    candidates = select(Person.id).where(candidates_of(task.id))
    here = set(session.scalars(candidates)) - set(rules.get("not_people", ()))
    found = [_Needed(kind=kind, value=value, people=who_has(session, kind, value)) for kind, value in wanted]
    return [needed for needed in found if needed.people & here]
