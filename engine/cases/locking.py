"""Taking a case for oneself until the transaction ends: one line that holds on both databases.

PostgreSQL locks the row; SQLite has locked the whole store when the writer began. The row's version fences
whoever forgets to lock: their update finds no row and the step is refused as CaseChangedMeanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, Update, bindparam, inspect, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from engine.cases.errors import (
    CaseChangedMeanwhile,
    CaseClosed,
    CaseErased,
    CaseMerged,
    CaseNotFound,
    NotMergeable,
)
from engine.cases.merging import leading_case
from engine.cases.models import OPEN, Case
from engine.tasks.errors import TaskNotFound
from engine.tasks.models import Task
from engine.writing import Write, take_as_written, write_together

MINE = "locked cases"  # where a session keeps those that it locked first of all


def locked_case(session: Session, case_id: int) -> Case:
    """The case, as it is now and as nobody else can change it before our commit.

    One whose contents were erased is refused as CaseErased: nobody may put new ones into it.
    """
    case = locked_record(session, case_id)
    if case.erased_at is not None:
        raise CaseErased(case.reference)
    return case


def locked_record(session: Session, case_id: int) -> Case:
    """The same, whether its contents were erased or not; for what says something about the record itself."""
    mine: Mapping[int, Case] = session.info.get(MINE, {})
    if case_id in mine:
        return mine[case_id]
    case = session.scalar(_by_id(), {"case": case_id})
    if case is None:
        raise CaseNotFound(str(case_id))
    return case


def locked_cases(session: Session, *case_ids: int) -> dict[int, Case]:
    """Several cases, locked in the order of their ids: two orders would let two steps wait for each other."""
    return {each: locked_case(session, each) for each in sorted(set(case_ids))}


def lock_first(session: Session, *case_ids: int) -> None:
    """Lock these in that order, erased or not, before the transaction begins anything.

    Whoever asks for one of them afterwards has it already.
    """
    session.info[MINE] = {each: locked_record(session, each) for each in sorted(set(case_ids))}


def locked_by_reference(session: Session, reference: str) -> Case:
    """The same, found by reference in any spelling a customer types; a merged one leads to the other."""
    case = leading_case(session, reference)
    if case is None:
        raise CaseNotFound(reference)
    return locked_case(session, case.id)


def locked_task(session: Session, task_id: str) -> tuple[Case, Task]:
    """The task with its case locked. The task is read after the lock: before it, it may be out of date."""
    case = case_of_task(session, task_id)
    task = session.get(Task, task_id, populate_existing=True)
    if task is None:
        raise TaskNotFound(task_id)
    return case, task


def case_of_task(session: Session, task_id: str) -> Case:
    """The case of a task, locked. Raises TaskNotFound."""
    case = session.scalar(_of_task(), {"task": task_id})
    if case is None:
        raise TaskNotFound(task_id)
    return case


def for_us(statement: Select[Any]) -> Select[Any]:
    """The statement, which also locks the rows of `case` that it finds until the transaction ends."""
    # Not against rows that only name the case: two cases that link each other must not wait for each other.
    locking = statement.with_for_update(key_share=True, of=Case)
    return locking.execution_options(populate_existing=True)


def require_running(case: Case) -> None:
    """Refuse anything that would move a case which has ended."""
    if case.merged_into_id is not None:
        raise CaseMerged(case.reference)
    if case.state != OPEN:
        raise CaseClosed(case.reference)


def require_mergeable(case: Case, into: Case) -> None:
    """Refuse to let a case lead to itself, to one of another process, or to or from one that is over."""
    if case.id == into.id:
        raise NotMergeable("a case cannot lead to itself")
    require_running(case)
    require_running(into)
    if case.process != into.process:
        raise NotMergeable(f"{case.reference} and {into.reference} are not of the same process")


def put_back(session: Session, case: Case, writes: Sequence[Write] = ()) -> None:
    """Write what a step noted, and last what it changed of its case, fenced by the version it has seen.

    The most frequent statement there is: the unit of work takes five times as long for it. Raises
    CaseChangedMeanwhile.
    """
    changed = {
        f"new_{name}": getattr(case, name)
        for name, before in inspect(case).committed_state.items()
        if getattr(case, name) != before
    }
    if changed:
        seen = case.lock_version
        given = {**changed, "of_case": case.id, "seen": seen, "raised": seen + 1}
        if write_together(session, [*writes, (_fenced(frozenset(changed)), given)]) != 1:
            raise CaseChangedMeanwhile
        case.lock_version = seen + 1
    else:
        write_together(session, writes)
    take_as_written(session, case)


def settle(session: Session) -> None:
    """Write the step's rows now, so that a lost race is told here and by name."""
    try:
        session.flush()
    except StaleDataError as error:
        raise CaseChangedMeanwhile from error


@cache  # one for each set of columns that steps change together
def _fenced(changed: frozenset[str]) -> Update:
    values: dict[str, BindParameter[Any]] = {
        name.removeprefix("new_"): bindparam(name) for name in sorted(changed)
    }
    return (
        update(Case)
        .where(Case.id == bindparam("of_case"), Case.lock_version == bindparam("seen"))
        .values(**values, lock_version=bindparam("raised"))
    )


@cache  # putting it together takes longer than asking it
def _by_id() -> Select[Case]:
    return for_us(select(Case).where(Case.id == bindparam("case")))


@cache
def _of_task() -> Select[Case]:
    of_task = select(Task.case_id).where(Task.id == bindparam("task")).scalar_subquery()
    return for_us(select(Case).where(Case.id == of_task))
