"""Taking a case over to another version, and the rows of what it waits for along with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, select

from engine.bpmn.execution import Execution
from engine.bpmn.migrating.faults import CannotMigrate, Fault
from engine.bpmn.model import EVENTS
from engine.bpmn.position import OpenTask, Position
from engine.cases.access import Candidates, candidates, remember_candidates
from engine.cases.file import load_file
from engine.cases.fitness import fits
from engine.cases.given import given
from engine.cases.models import OPEN, Case, CaseFile, Incident, Wait
from engine.clocks.alarms import set_alarms
from engine.clocks.belated import Belated
from engine.clocks.keeping import clocks_of_run
from engine.clocks.models import PAUSED, RUNNING
from engine.clocks.rows import stop
from engine.commands.advance.belated import find_belated, pass_over_ended, said_of
from engine.commands.advance.handing import hand_outside
from engine.commands.advance.outside import close_outside_jobs
from engine.commands.advance.reconciling import asked_of
from engine.commands.advance.running import Running, surroundings
from engine.commands.advance.way import way_of
from engine.library.live import package_of
from engine.library.package import Package
from engine.people.accounts import actor_of
from engine.people.errors import PersonNotFound
from engine.step import Step
from engine.tasks.candidates import people_named
from engine.tasks.models import Task, TaskCandidate
from engine.work.models import PENDING, Work
from engine.work.timers import TIMER, ref_of

TAKEN = "taken"
NO_CLOCK = "the new version of the process has no such clock"


def carried(
    step: Step, case: Case, new: Package, mapping: Mapping[str, str]
) -> tuple[Running, Position, tuple[Belated, ...]]:
    """The case in hand on the other version, its position before, and clocks whose beginning it has passed.

    Its rows are as they were. Nothing is written yet. Raises CannotMigrate.
    """
    session = step.session
    kept = session.scalars(select(CaseFile).where(CaseFile.case_id == case.id)).one()
    old = package_of(session, case.version)
    _require_witnesses(old, new, mapping)
    around, variables = surroundings(step), load_file(kept.content)
    constants = given(session, case, new.settings, variables, around)
    execution = Execution.load(old.model, kept.process_id, kept.state, variables, around, constants)
    before = execution.position()
    # In hand before it is carried: expressions of the new version may read what the clocks promise.
    running = Running(step=step, case=case, package=new, execution=execution, around=around, kept=kept)
    way = way_of(step, case)
    late = find_belated(running, old, way, mapping)
    execution.migrate(new.model, mapping, way.since(step.now))
    return running, before, late


def _require_witnesses(old: Package, new: Package, mapping: Mapping[str, str]) -> None:
    """Four eyes go by the names of events on the timeline, which nobody can change: they keep theirs."""
    named = {
        name
        for process in new.model.processes.values()
        for element in process.elements.values()
        for name in element.properties.get("notBy", "").replace(",", " ").split()
    }
    faults = [
        Fault(
            element=element.id,
            code="witness",
            message=f"'{element.label}' ({element.id}) keeps its name: the new version's notBy names it.",
        )
        for process in old.model.processes.values()
        for element in process.elements.values()
        if element.kind in EVENTS and mapping.get(element.id, element.id) != element.id
        if mapping[element.id] in named
    ]
    if faults:
        raise CannotMigrate(faults)


def carry_rows(
    running: Running, before: Position, late: Collection[Belated], mapping: Mapping[str, str]
) -> dict[str, Any]:
    """Bring the rows of places that stay in line with the new version; what to tell of it.

    Rows of places that came or went are left to `progress`.
    """
    position = running.position()
    released = _tasks(running, before, position)
    _done_tasks(running, mapping)
    _waits(running, position)
    _timers(running, position)
    if before.jobs and not running.package.settings.workers:
        close_outside_jobs(running.session, running.case.id)
    _incidents(running, position)
    _clocks(running)
    words = said_of(running, late)
    pass_over_ended(running, late)
    running.session.flush()
    hand_outside(running, position)
    return {
        "places": _renamed(before, position),
        "renamed": [f"{old} is now {new}" for old, new in sorted(mapping.items())],
        "dates": _moved_timers(before, position),
        "released": released,
        "promises": list(words),
    }


def _tasks(running: Running, before: Position, position: Position) -> list[str]:
    """Every open task is asked as the new version asks it; whoever may not do it any more gives it back."""
    session = running.session
    tasks, earlier = ({task.id: task for task in where.tasks} for where in (position, before))
    released = []
    for row in session.scalars(select(Task).where(*_of_run(Task, running), Task.state == OPEN)):
        task = tasks.get(row.place)
        if task is None:
            continue
        known = candidates(session, row.id)
        asked, named = asked_of(running, task)
        for name, value in asked.items():
            setattr(row, name, value)
        row.version += 1  # a form that somebody has open is the other version's
        session.flush()
        remember_candidates(session, row.id, named)
        holder = row.assignee_id
        row.assignee_id = _assignee(running, row, task, earlier.get(row.place), known == named)
        _name(running, row, named)
        if holder is not None and row.assignee_id is None:
            released.append(row.name)
    return released


def _assignee(
    running: Running, row: Task, task: OpenTask, before: OpenTask | None, as_before: bool
) -> str | None:
    """Whom the new version names, else whoever has the task, where it is still for them."""
    session = running.session
    if task.assignee and (before is None or before.assignee != task.assignee):
        found = people_named(session, [task.assignee])
        if found:
            return found[0]
    if row.assignee_id is None or not fits(session, row, row.assignee_id):
        return None
    if as_before:
        return row.assignee_id
    try:
        actor = actor_of(session, row.assignee_id)
    except PersonNotFound:
        return None
    named = candidates(session, row.id)
    mine = {("person", actor.id), *(("group", group) for group in actor.groups)}
    return row.assignee_id if named & mine else None


def _name(running: Running, row: Task, named: Candidates) -> None:
    """Whose inboxes the task is in."""
    session = running.session
    session.execute(delete(TaskCandidate).where(TaskCandidate.task_id == row.id))
    state = OPEN if row.assignee_id is None else TAKEN
    for kind, ref in sorted(named):
        session.add(TaskCandidate(task_id=row.id, kind=kind, ref=ref, sort_at=row.sort_at, state=state))


def _done_tasks(running: Running, mapping: Mapping[str, str]) -> None:
    """What was done goes by its new name too: four eyes and sending back look for it there."""
    of_case = select(Task).where(Task.case_id == running.case.id, Task.state != OPEN)
    for row in running.session.scalars(of_case.where(Task.element.in_(sorted(mapping)))):
        row.element = mapping[row.element]


def _waits(running: Running, position: Position) -> None:
    there = {one.id: one for one in position.subscriptions}
    for row in running.session.scalars(select(Wait).where(*_of_run(Wait, running))):
        one = there.get(row.place)
        if one is not None:
            row.process_id, row.element, row.host, row.title = one.process, one.element, one.host, one.name
            row.name, row.key, row.form = one.message, one.key, one.properties.get("form")
            row.kind = one.kind


def _timers(running: Running, position: Position) -> None:
    case = running.case
    there = {ref_of(case.run, timer.id): timer for timer in position.timers}
    rows = select(Work).where(Work.case_id == case.id, Work.kind == TIMER, Work.state.in_(PENDING))
    for row in running.session.scalars(rows):
        timer = there.get(row.ref or "")
        if timer is not None:
            drawn = {"element": timer.element, "name": timer.name, "host": timer.host}
            row.content = {**(row.content or {}), **drawn}


def _incidents(running: Running, position: Position) -> None:
    """What stays stuck is told by its new name."""
    names = {place.id: place.element for place in (*position.places, *position.jobs, *position.stuck)}
    open_ones = select(Incident).where(*_of_run(Incident, running), Incident.state == OPEN)
    for row in running.session.scalars(open_ones):
        if row.place in names:
            row.element = names[row.place]


def _clocks(running: Running) -> None:
    """A promise that the new version does not know is no promise any more."""
    step = running.step
    gone = [
        clock
        for clock in clocks_of_run(step, running.case)
        if clock.state in (RUNNING, PAUSED) and clock.key not in running.package.settings.clocks
    ]
    for clock in gone:
        running.happenings += stop(step, clock, running.around, NO_CLOCK, cancelled=True)
    set_alarms(step.session, gone)


def _of_run(model: type[Task | Wait | Incident], running: Running) -> tuple[ColumnElement[bool], ...]:
    return model.case_id == running.case.id, model.run == running.case.run


def _renamed(before: Position, after: Position) -> list[list[str]]:
    """Where the case stood and stands, by element, for every place that stayed."""
    there = {place.id: place.element for place in (*after.places, *after.subscriptions, *after.timers)}
    moved = {
        (place.element, there[place.id])
        for place in (*before.places, *before.subscriptions, *before.timers)
        if place.id in there
    }
    return [list(pair) for pair in sorted(moved)]


def _moved_timers(before: Position, after: Position) -> list[str]:
    """In words: the timers whose instant changed, and those that came or went."""
    old, new = ({one.id: one for one in where.timers} for where in (before, after))
    told = []
    for number in sorted({*old, *new}, key=int):
        was, now = old.get(number), new.get(number)
        if now is not None and (was is None or was.due != now.due):
            instead = f" instead of {_instant(was.due)}" if was else ", which is new"
            told.append(f"{now.name or now.element}: {_instant(now.due)}{instead}")
        elif was is not None and now is None:
            told.append(f"{was.name or was.element}: no longer {_instant(was.due)}")
    return told


def _instant(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
