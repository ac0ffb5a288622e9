"""After every move: do what the machine can do, then bring the case's rows in line with where it stands."""

from __future__ import annotations

from engine.bpmn.position import Position
from engine.cases.counting import keep_values
from engine.cases.likeness import similar_key
from engine.cases.locking import put_back, settle
from engine.cases.models import ENDED, OPEN
from engine.cases.summary import searchable_text, summary_of
from engine.cases.text import first_text, keep_text
from engine.clocks.keeping import keep_clocks
from engine.clocks.models import Clock
from engine.commands.advance.by_rule import escalate_by_rule
from engine.commands.advance.ending import wind_up
from engine.commands.advance.handing import hand_outside
from engine.commands.advance.jobs import carry_out_jobs
from engine.commands.advance.moving import tell_of_moves
from engine.commands.advance.outside import reconcile_outside_jobs
from engine.commands.advance.reconciling import reconcile_incidents, reconcile_tasks
from engine.commands.advance.requests import Outcome, carry_out
from engine.commands.advance.running import Running, walked, write_state
from engine.commands.advance.throwing import pass_on_thrown
from engine.commands.advance.timing import reconcile_timers
from engine.commands.advance.waiting import deliver_kept, reconcile_waits
from engine.operations.requests import Request
from engine.records.classes import class_of
from engine.timeline.recording import entries_of
from engine.writing import past_the_unit_of_work

MOST_ROUNDS = 10  # of telling the diagram that a date moved, which may move it again


def progress(running: Running, process_id: str = "") -> None:
    """Carry a moved case on until nothing is left to do automatically, and write it back.

    The rows are projections of the Position. A step that goes by changes (`go_by_changes`) leaves the rows of
    places that neither came nor went; every other one compares them all, so that it heals what was wrong.
    """
    _go_on(running)
    _keep_promises(running)
    position = running.position()
    pass_on_thrown(running)
    done = running.completed is not None
    reconcile_tasks(running, position)
    reconcile_timers(running, position)
    reconcile_outside_jobs(running, position)
    if done or running.opened:
        hand_outside(running, position)
    reconcile_waits(running, position)
    if running.before is None or _may_have_incidents(running.before) or _may_have_incidents(position):
        reconcile_incidents(running, position)
    if position.finished and running.case.state == OPEN:
        _end(running)
    _project(running)
    write_state(running, process_id)
    _write_down(running, position)
    _write_clocks(running)
    put_back(running.session, running.case, running.writes)
    running.writes.clear()
    settle(running.session)
    if running.before is not None:
        running.before = position


def carry_out_request(running: Running, request: Request) -> Outcome:
    """What an operation asks for; a case it opens is carried on until it rests."""
    return carry_out(running, request, progress)


def _go_on(running: Running) -> None:
    """Jobs, messages kept for this case, escalations by rule: each may cause the next."""
    carry_out_jobs(running, carry_out_request)
    while deliver_kept(running) or escalate_by_rule(running):
        carry_out_jobs(running, carry_out_request)


def _keep_promises(running: Running) -> None:
    """Bring the clocks in line; the diagram is told of dates that moved, and goes on with that."""
    step, case, package = running.step, running.case, running.package
    for _ in range(MOST_ROUNDS):
        position = running.position()
        _take_status(running, position)
        kept = keep_clocks(
            step, case, package, position, running.context(), running.clocks_of_run(), running.as_of
        )
        running.happenings += kept
        if not tell_of_moves(running, kept):
            return
        _go_on(running)


def _write_down(running: Running, position: Position) -> None:
    """Put what happened onto the timeline; the first happening, the command's own, tells the case's way."""
    if running.happenings and position.trace:
        running.happenings[0] = running.happenings[0].telling(walk=walked(position.trace))
    running.writes += entries_of(running.step, running.case, running.happenings)
    running.happenings.clear()


def _write_clocks(running: Running) -> None:
    """Most steps begin, move or stop a clock or two, and the unit of work is slow at it."""
    session = running.session
    for row in [one for one in (*session.new, *session.dirty) if isinstance(one, Clock)]:
        running.writes += past_the_unit_of_work(session, row)


def _may_have_incidents(position: Position) -> bool:
    return bool(position.stuck or position.jobs)


def _take_status(running: Running, position: Position) -> None:
    """The business status of the last element entered that carries one."""
    processes = running.package.model.processes
    for move in reversed(position.trace):
        if move.verb != "entered":
            continue
        status = processes[move.process].elements[move.element].properties.get("status")
        if status:
            if status != running.case.status:
                running.happened("status changed", move.element, before=running.case.status, after=status)
                running.case.status = status
            return


def _end(running: Running) -> None:
    running.happened("case ended")
    wind_up(running, ENDED, "The case ended.")


def _project(running: Running) -> None:
    """Copies on the case row that lists and searches read."""
    case, settings = running.case, running.package.settings
    context = running.context()
    case.summary = summary_of(settings, context, running.around)
    case.similar_key = similar_key(running.step.settings.secret_key, settings, context)
    keep_values(running.session, case, settings, running.execution.file)
    if case.state != OPEN:
        case.record_class = class_of(settings.records, context, running.around)
    text = searchable_text(settings, context, case.summary)
    if running.kept is None:
        running.later(*first_text(case, text))
    elif text != running.searched:
        keep_text(running.session, case, text)
