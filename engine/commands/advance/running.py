"""A case taken out of the store for one step, and put back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, bindparam, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from engine.bpmn.execution import Execution
from engine.bpmn.position import Position, Trace
from engine.cases.file import dump_file, load_file
from engine.cases.given import given
from engine.cases.models import Case, CaseFile
from engine.cases.summary import searchable_text
from engine.clocks.calendars import CALENDAR_STAMP, READ, calendars
from engine.clocks.calendars import STAMP as OF_CALENDARS
from engine.clocks.keeping import NOW, clocks_of_run
from engine.clocks.models import Clock
from engine.clocks.words import CLOCKS, ClockWords, clock_words
from engine.feel.surroundings import Surroundings
from engine.library.live import package_of
from engine.library.package import Package
from engine.step import Step
from engine.tasks.models import Task
from engine.timeline.recording import Happening
from engine.writing import Write, insert_into, write_together

MOST_WALKED = 2_000  # moves kept on the timeline per step; a loop of a thousand rounds says no more than that
NOWHERE = Position(  # where a case stands before it is opened
    places=(), tasks=(), timers=(), subscriptions=(), jobs=(), stuck=(), thrown=(), trace=(), finished=False
)
# Built once, and run beside the unit of work, which takes five times as long for the same.
_KEPT = (
    select(CaseFile, Clock, CALENDAR_STAMP.label("calendars"))
    .outerjoin(Clock, (Clock.case_id == CaseFile.case_id) & (Clock.run == bindparam("run")))
    .where(CaseFile.case_id == bindparam("case"))
    .execution_options(populate_existing=True)
)
_BEGIN = insert_into(CaseFile)
_OF_CASE = update(CaseFile).where(CaseFile.case_id == bindparam("case"))
_KEEP_STATE = _OF_CASE.values(state=bindparam("position"))
_KEEP_BOTH = _OF_CASE.values(state=bindparam("position"), content=bindparam("file"))


@dataclass(kw_only=True)
class Running:
    """One case in the hands of one command. `happenings` go to its timeline when it is put back."""

    step: Step
    case: Case
    package: Package
    execution: Execution
    around: Surroundings
    happenings: list[Happening] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)  # sent together when the case is put back
    thrown: int = 0  # how many of the execution's thrown events were passed on
    kept: CaseFile | None = None  # the row it was loaded from
    # Where the case stood when it was taken up by a step that goes by what it changes: rows of places that
    # neither came nor went are then left unread. Without it every row is compared.
    before: Position | None = None
    searched: str | None = None  # the text it was found by then
    clocks: list[Clock] | None = None  # the clocks of its run, once they are loaded
    # Clocks that begin in this step with something long past, and when that was.
    as_of: Mapping[str, datetime] = field(default_factory=lambda: NOW)
    completed: Task | None = None  # the task whose completion is the step, until it is out of the inboxes
    opened: list[Task] = field(default_factory=list)  # tasks that the step opened
    beside: int | None = None  # another case that this step has locked with it
    merged_because: str | None = None  # why it is to be merged into that one, as its diagram asks for
    depth: int = 0  # how many cases up the one lies that a person or the clock opened

    def __post_init__(self) -> None:
        """Let the expressions of the diagram read the clocks."""
        self.execution.give({CLOCKS: ClockWords(self._promised)})

    def later(self, statement: Executable, values: Any) -> None:
        """Have a statement run when the case is put back; who needs to see its rows before calls `write`."""
        self.writes.append((statement, values))

    def write(self) -> None:
        """Run what was put off; for whoever must see its rows before the case is put back."""
        write_together(self.session, self.writes)
        self.writes.clear()

    @property
    def session(self) -> Session:
        """The transaction this step belongs to."""
        return self.step.session

    def happened(self, verb: str, element: str | None = None, **content: Any) -> Happening:
        """Note something for the timeline."""
        happening = Happening(verb=verb, element=element, content=content)
        self.happenings.append(happening)
        return happening

    def position(self) -> Position:
        """Where the case stands now."""
        return self.execution.position()

    def context(self, place_id: str | None = None) -> dict[str, Any]:
        """What may be read: the file, `case`, `profile`, `clocks`, and what only this place sees."""
        seen = self.execution.file if place_id is None else self.execution.visible(place_id)
        return {**seen, **self._beside(), CLOCKS: ClockWords(self._promised)}

    def clocks_of_run(self) -> list[Clock]:
        """The clocks of the run, loaded once in a step."""
        if self.clocks is None:
            self.clocks = clocks_of_run(self.step, self.case)
        return self.clocks

    def _beside(self) -> dict[str, Any]:
        return given(self.session, self.case, self.package.settings, self.execution.file, self.around)

    def _promised(self) -> dict[str, dict[str, Any]]:
        """What the clocks promise now; a target reads no other clock."""
        context = {**self.execution.file, **self._beside()}
        known, position = self.clocks_of_run(), self.position()
        return clock_words(self.step, self.case, self.package, position, context, known, self.as_of)


def surroundings(step: Step) -> Surroundings:
    """The instant of the step and the business calendars."""
    return Surroundings(now=step.now, calendars=calendars(step.session))


def load_running(step: Step, case: Case) -> Running:
    """Take a locked case out of the store, on the version it runs on."""
    session = step.session
    rows = session.execute(_KEPT, {"case": case.id, "run": case.run}).all()
    if READ not in session.info:
        session.info[OF_CALENDARS] = rows[0].calendars
    running = running_from(step, case, rows[0].CaseFile)
    running.clocks = [row.Clock for row in rows if row.Clock is not None]
    return running


def running_from(step: Step, case: Case, kept: CaseFile) -> Running:
    """The same of a row that was loaded already."""
    package = package_of(step.session, case.version)
    around = surroundings(step)
    variables = load_file(kept.content)
    execution = Execution.load(
        package.model,
        kept.process_id,
        kept.state,
        variables,
        around,
        given(step.session, case, package.settings, variables, around),
    )
    return Running(step=step, case=case, package=package, execution=execution, around=around, kept=kept)


def write_state(running: Running, process_id: str) -> None:
    """Put execution and case file back into their row; `process_id` is where a run started that is new."""
    case, kept = running.case, running.kept
    state, file = running.execution.dump(), dump_file(running.execution.file)
    if kept is None:
        values = {"case_id": case.id, "run": case.run, "process_id": process_id}
        running.later(_BEGIN, {**values, "state": state, "content": file})
    elif kept.run != case.run:
        kept.run, kept.process_id, kept.state, kept.content = case.run, process_id, state, file
    else:
        same = kept.content == file
        values = {"case": case.id, "position": state} | ({} if same else {"file": file})
        running.later(_KEEP_STATE if same else _KEEP_BOTH, values)
        set_committed_value(kept, "state", state)
        set_committed_value(kept, "content", file)


def go_by_changes(running: Running) -> None:
    """Have `progress` look only at rows of places that come or go from now on.

    For the frequent steps, whose rows were in line with the case when the last step was committed.
    """
    running.before = running.position()
    context, settings = running.context(), running.package.settings
    running.searched = searchable_text(settings, context, running.case.summary)


def walked(trace: tuple[Trace, ...]) -> list[list[str]]:
    """The moves of a step as the timeline keeps them: verb, process, element or flow."""
    return [[move.verb, move.process, move.element] for move in trace[:MOST_WALKED]]
