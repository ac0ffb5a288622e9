"""Undo a merge: the case goes on by itself where it stood."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from engine.cases.access import require_staff
from engine.cases.errors import NotMerged
from engine.cases.links import DUPLICATE_OF, remove_link
from engine.cases.locking import require_running, settle
from engine.cases.merging import merge_of, merged_into
from engine.cases.models import OPEN, Case, CaseMerge
from engine.clocks.alarms import set_alarms
from engine.clocks.keeping import clocks_of_run
from engine.clocks.rows import take_up
from engine.commands.advance.reconciling import set_candidates
from engine.commands.advance.running import load_running
from engine.commands.linking import locked_pair, record_link
from engine.commands.once import once_only
from engine.commands.progress import progress
from engine.commands.reasons import require_reason
from engine.step import Step
from engine.tasks.models import OPEN as TASK_OPEN
from engine.tasks.models import Task


@once_only
def unmerge_cases(step: Step, case_id: int, reason: str) -> None:
    """Let a merged case go on: its tasks open again, its timers and clocks run from where they began.

    The other case gets its own receipt back; clocks that began earlier because of the merge stay there, for
    a start never moves later. Letters and messages that went to the other case stay with it. Raises
    NotMerged, CaseClosed when the other case has ended meanwhile, InvalidSubmission without a reason.
    """
    require_staff(step.actor)
    require_reason(reason)
    into_id = step.session.scalar(select(Case.merged_into_id).where(Case.id == case_id))
    if into_id is None:
        raise NotMerged(case_id)
    case, into = locked_pair(step, case_id, into_id)
    merge = merge_of(step.session, case.id)
    if merge is None:
        raise NotMerged(case.reference)
    require_running(into)
    merge.undone_at, merge.undone_by, merge.undone_reason = step.now, step.actor.id, reason
    case.state, case.ended_at, case.merged_into_id = OPEN, None, None
    settle(step.session)
    into.received_at = _own_receipt(step, into)
    remove_link(step.session, case.id, into.id, DUPLICATE_OF)
    record_link(step, case, into, "merge undone", DUPLICATE_OF, reason)
    for task in step.session.scalars(select(Task).where(Task.id.in_(merge.kept["tasks"]))):
        task.state, task.ended_at = TASK_OPEN, None
        set_candidates(step.session, task, "taken" if task.assignee_id else TASK_OPEN)
    take_up(step, case, merge.kept["clocks"])
    set_alarms(step.session, clocks_of_run(step, case))
    running = load_running(step, case)
    if merge.kept.get("job") is not None:  # merges made before diagrams could ask for one do not say it
        running.happened("case goes on", reference=into.reference)
        running.execution.finish_job(merge.kept["job"], {})
    progress(running)


def _own_receipt(step: Step, into: Case) -> datetime:
    """The earliest receipt of the case itself and of what still leads to it."""
    kept = step.session.scalars(select(CaseMerge.kept).where(CaseMerge.into_id == into.id))
    # Each merge kept the receipt it found; merging only moves it earlier, so the latest is the case's own.
    own = max(datetime.fromisoformat(each["received"]) for each in kept)
    return min([own, *(case.received_at for case in merged_into(step.session, into.id))])
