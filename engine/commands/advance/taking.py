"""A task taken up to be completed: its case locked and everything the step will ask for, in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from engine.cases import locking
from engine.cases.access import remember_candidates
from engine.cases.locking import case_of_task
from engine.cases.models import Case, CaseFile
from engine.cases.words import remember_name
from engine.clocks.calendars import CALENDAR_STAMP
from engine.clocks.calendars import STAMP as OF_CALENDARS
from engine.clocks.models import Clock
from engine.commands.advance.running import Running, go_by_changes, running_from
from engine.people.models import Person
from engine.registers.catalogues import CATALOGUE_STAMP
from engine.registers.catalogues import STAMP as OF_CATALOGUES
from engine.step import Step
from engine.tasks.errors import TaskNotFound
from engine.tasks.models import Task, TaskCandidate

NEXT = "\x1e"  # between two candidates: no group or person has it in its key

_NAMED = (
    select(func.aggregate_strings(TaskCandidate.kind + ":" + TaskCandidate.ref, NEXT))
    .where(TaskCandidate.task_id == Task.id)
    .correlate(Task)
    .scalar_subquery()
)
_SEEN = aliased(Case)  # the case without the lock: as it was when the statement began


@dataclass(frozen=True, kw_only=True)
class TakenUp:
    """A task and its case, locked, with the rows the case runs from."""

    case: Case
    task: Task
    kept: CaseFile
    clocks: list[Clock]

    def running(self, step: Step) -> Running:
        """The case in the hands of the step that completes the task; it goes by what it changes."""
        running = running_from(step, self.case, self.kept)
        running.clocks, running.completed = self.clocks, self.task
        go_by_changes(running)
        return running


def take_up(step: Step, task_id: str) -> TakenUp:
    """Lock the case of a task and load what hangs on it. Raises TaskNotFound.

    PostgreSQL gives the case as it is once the lock is ours, and all other rows as they were when we began to
    wait. Whoever moved the case meanwhile has raised its version: then everything is asked again.
    """
    session = step.session
    rows = _ask(session, task_id)
    if not rows or rows[0].seen != rows[0].Case.lock_version:
        case_of_task(session, task_id)
        rows = _ask(session, task_id)
    if not rows:
        raise TaskNotFound(task_id)
    first = rows[0]
    case, task, kept, owner = first.Case, first.Task, first.CaseFile, first.owner
    if step.actor.kind == "person":  # who may own the case from now on
        remember_name(session, step.actor.id, step.actor.name)
    remember_name(session, case.owner_id, owner)
    pairs = (pair.partition(":") for pair in (first.named or "").split(NEXT) if pair)
    remember_candidates(session, task.id, frozenset((kind, ref) for kind, _, ref in pairs))
    session.info[OF_CALENDARS], session.info[OF_CATALOGUES] = first.calendars, first.catalogues
    clocks = [row.Clock for row in rows if row.Clock is not None]
    return TakenUp(case=case, task=task, kept=kept, clocks=clocks)


def _ask(session: Session, task_id: str) -> Sequence[Row[Any]]:
    """One row for each clock of the case, and one where it has none."""
    return session.execute(_everything(), {"task": task_id}).all()


@cache  # putting it together takes longer than asking it
def _everything() -> Select[Any]:
    return locking.for_us(
        select(Case, Task, CaseFile, Clock, Person.name.label("owner"), _NAMED.label("named"))
        .add_columns(CALENDAR_STAMP.label("calendars"), CATALOGUE_STAMP.label("catalogues"))
        .add_columns(_SEEN.lock_version.label("seen"))
        .select_from(Task)
        .join(Case, Case.id == Task.case_id)
        .join(_SEEN, _SEEN.id == Task.case_id)
        .join(CaseFile, CaseFile.case_id == Task.case_id)
        .outerjoin(Clock, (Clock.case_id == Case.id) & (Clock.run == Case.run))
        .outerjoin(Person, Person.id == Case.owner_id)
        .where(Task.id == bindparam("task"))
    )
