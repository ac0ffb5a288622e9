"""A task taken up to be completed: everything the step will ask for, in two statements."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, func, select

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
# One row for each clock of the case. Built once: putting it together takes longer than asking it.
_EVERYTHING = (
    select(Task, CaseFile, Clock, Person.name, _NAMED, CALENDAR_STAMP, CATALOGUE_STAMP)
    .join(Case, Case.id == Task.case_id)
    .join(CaseFile, CaseFile.case_id == Case.id)
    .outerjoin(Clock, (Clock.case_id == Case.id) & (Clock.run == Case.run))
    .outerjoin(Person, Person.id == Case.owner_id)
    .where(Task.id == bindparam("task"))
    .execution_options(populate_existing=True)
)


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
    """Lock the case of a task, then load what hangs on it: before the lock it may be out of date.

    Raises TaskNotFound.
    """
    session = step.session
    case = case_of_task(session, task_id)
    rows = session.execute(_EVERYTHING, {"task": task_id}).all()
    if not rows:
        raise TaskNotFound(task_id)
    task, kept, _, owner, named, calendars, catalogues = rows[0]
    if step.actor.kind == "person":  # who may own the case from now on
        remember_name(session, step.actor.id, step.actor.name)
    remember_name(session, case.owner_id, owner)
    pairs = (pair.partition(":") for pair in (named or "").split(NEXT) if pair)
    remember_candidates(session, task.id, frozenset((kind, ref) for kind, _, ref in pairs))
    session.info[OF_CALENDARS], session.info[OF_CATALOGUES] = calendars, catalogues
    clocks = [row[2] for row in rows if row[2] is not None]
    return TakenUp(case=case, task=task, kept=kept, clocks=clocks)
