"""Taking a safeguard out of a process, to see that the tests would notice. Only ever in a fork."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

import engine.cases.locking as locking
import engine.commands.advance.taking as taking
import engine.commands.once as once
import engine.work.claims as claims
from engine.cases.models import Case
from engine.work.models import Work


def take_out(safeguard: str, meet: Callable[[], object] | None = None) -> None:
    """Without "lock" nobody waits for a case, without "fence" a lost lease still writes, without "key"
    a submission that comes twice is carried out twice.

    `meet` waits for the rivals where the safeguard is missing: what it would
    prevent then happens for certain.
    """
    {"lock": _no_lock, "fence": _no_fence, "key": _no_key}[safeguard](meet or (lambda: None))


def _no_lock(meet: Callable[[], object]) -> None:
    locking.for_us = lambda statement: statement.execution_options(populate_existing=True)
    for built in (locking._of_task, taking._everything):
        built.cache_clear()
    assert Case.__mapper__.version_id_col is not None  # the fence behind the lock stays
    read = taking._ask

    def all_read_before_anybody_writes(session: Session, task_id: str) -> Any:
        rows = read(session, task_id)
        meet()
        return rows

    taking._ask = all_read_before_anybody_writes


def _no_fence(_meet: Callable[[], object]) -> None:
    def move(session: Any, work_id: str, _token: str, **values: Any) -> bool:
        moved = update(Work).where(Work.id == work_id).values(**values)
        session.execute(moved.execution_options(synchronize_session=False))
        return True

    claims.move = move


def _no_key(_meet: Callable[[], object]) -> None:
    once._take_key = lambda *_: True
    once._remember = lambda *_: None
