"""Merge a case into another of the same process: one goes on, both references stay good."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import delete, select, update

from engine.cases.access import require_staff
from engine.cases.links import DUPLICATE_OF, write_link
from engine.cases.locking import require_mergeable, settle
from engine.cases.models import CANCELLED, OPEN, Case, CaseMerge, Incident, KeptMessage, Wait
from engine.clocks.escalations import resolve_all
from engine.clocks.rows import set_aside
from engine.commands.advance.handing import hand_outside
from engine.commands.advance.outside import close_outside_jobs
from engine.commands.advance.reconciling import close_candidates
from engine.commands.advance.running import load_running
from engine.commands.linking import locked_pair, record_link
from engine.commands.once import once_only
from engine.commands.progress import progress
from engine.commands.reasons import require_reason
from engine.step import Step
from engine.tasks.models import CANCELLED as TASK_CANCELLED
from engine.tasks.models import OPEN as TASK_OPEN
from engine.tasks.models import Task
from engine.timeline.recording import record_all
from engine.work.queue import drop

MERGED = "case merged"  # the message that the case which goes on may wait for


@once_only
def merge_cases(step: Step, case_id: int, into_id: int, reason: str) -> None:
    """Let a case lead to another from now on, because somebody says so. InvalidSubmission without a reason.

    See `merge` for what happens and what is refused; raises CaseNotFound too.
    """
    require_staff(step.actor)
    require_reason(reason)
    case, into = locked_pair(step, case_id, into_id)
    merge(step, case, into, reason)


def merge(step: Step, case: Case, into: Case, reason: str, job: str | None = None) -> None:
    """Let a locked case lead to another: its tasks, timers and clocks stand still.

    `unmerge_cases` undoes it. The other keeps the earlier receipt of the two for its clocks, gets the
    messages of both, and writes to the customers of both. Where it waits for the message `case merged`, it
    goes on with {reference, reason} as `merged_case`. `job` is the place of the task that asked
    for it, over if the merge is undone. Raises CaseClosed, NotMergeable.
    """
    require_mergeable(case, into)
    _keep_for_undoing(step, case, into, reason, job)
    _stand_still(step, case, into)
    write_link(step, case, into, DUPLICATE_OF)
    record_link(step, case, into, "case merged", DUPLICATE_OF, reason)
    _go_on(step, case, into, reason)


def _keep_for_undoing(step: Step, case: Case, into: Case, reason: str, job: str | None) -> None:
    open_tasks = select(Task.id).where(Task.case_id == case.id, Task.state == TASK_OPEN).order_by(Task.id)
    kept = {
        "tasks": list(step.session.scalars(open_tasks)),
        "clocks": set_aside(step, case, f"merged into {into.reference}"),
        "received": into.received_at.isoformat(),
        "job": job,
    }
    step.session.add(
        CaseMerge(
            id=uuid4().hex,
            case_id=case.id,
            into_id=into.id,
            merged_at=step.now,
            merged_by=step.actor.id,
            reason=reason,
            kept=kept,
        )
    )


def _stand_still(step: Step, case: Case, into: Case) -> None:
    """Everything that could move the case by itself goes; its execution stays as it is."""
    session = step.session
    for task in session.scalars(select(Task).where(Task.case_id == case.id, Task.state == TASK_OPEN)):
        task.state, task.ended_at = TASK_CANCELLED, step.now
        close_candidates(session, task)
    for kind in ("timer", "job"):
        drop(session, case_id=case.id, kind=kind)
    session.execute(delete(Wait).where(Wait.case_id == case.id))
    close_outside_jobs(session, case.id)
    session.execute(
        update(Incident)
        .where(Incident.case_id == case.id, Incident.state == OPEN, Incident.kind.in_(["job", "stuck"]))
        .values(state="resolved", resolved_at=step.now, resolved_by=step.actor.id)
    )
    session.execute(update(KeptMessage).where(KeptMessage.case_id == case.id).values(case_id=into.id))
    record_all(step, case, resolve_all(step, case, f"Merged into {into.reference}."))
    case.state, case.ended_at, case.due_at = CANCELLED, step.now, None
    case.merged_into_id = into.id
    settle(session)


def _go_on(step: Step, case: Case, into: Case, reason: str) -> None:
    into.received_at = min(into.received_at, case.received_at)
    running = load_running(step, into)
    wait = step.session.scalar(
        select(Wait)
        .where(Wait.case_id == into.id, Wait.run == into.run, Wait.name == MERGED)
        .order_by(Wait.opened_at, Wait.id)
        .limit(1)
    )
    if wait is not None:
        said = {"merged_case": {"reference": case.reference, "reason": reason}}
        running.happened("message received", wait.element, name=MERGED, answers=said)
        running.execution.deliver(wait.place, said)
    hand_outside(running, running.position())  # whoever worked on the other case may be out of a task here
    progress(running)
