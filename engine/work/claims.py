"""Claiming rows of work: counted as begun, under a lease, and moved on only by whoever still holds it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Update, bindparam, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningUpdate

from engine.database import dialect_of
from engine.work.lease import is_free, lease_clock
from engine.work.models import PENDING, READY, RUNNING, Work
from engine.writing import write


def claim(session: Session, work_id: str, token: str, now: datetime, lease: timedelta) -> Work | None:
    """The row, if it is ours now; None when it is done, moved or in other hands."""
    given = {"which": work_id, "now": now, "later": now + lease, "token": token}
    return session.scalars(_claiming(dialect_of(session), lease), given).one_or_none()


def claim_together(
    session: Session,
    ids: Sequence[str],
    kinds: Collection[str],
    token: str,
    now: datetime,
    lease: timedelta,
) -> list[Work]:
    """Those of the rows that are ours now, of these kinds and never begun before, in the order of `ids`.

    Whichever of them stops the program, its neighbours lose one try of several and are claimed alone from
    then on: nothing can be counted out by bad company.
    """
    given = {"which": list(ids), "kinds": list(kinds), "now": now, "later": now + lease, "token": token}
    claimed = {
        work.id: work for work in session.scalars(_claiming_together(dialect_of(session), lease), given)
    }
    return [claimed[work_id] for work_id in ids if work_id in claimed]


def release(session: Session, ids: Collection[str], token: str) -> None:
    """Let others have at once what was claimed under this token and not begun; the try does not count."""
    session.execute(
        update(Work)
        .where(Work.id.in_(ids), Work.lease_token == token, Work.state == RUNNING)
        .values(state=READY, lease_until=None, visible_at=Work.due_at, attempts=Work.attempts - 1)
        .execution_options(synchronize_session=False)
    )


def move(session: Session, work_id: str, token: str, **values: Any) -> bool:
    """Change the row if the lease is still ours."""
    given = {f"new_{name}": value for name, value in values.items()}
    return write(session, _moving(frozenset(values)), {"which": work_id, "token": token, **given}) == 1


@cache  # putting it together takes longer than running it
def _claiming(store: str, lease: timedelta) -> ReturningUpdate[Work]:
    return _begun(store, lease, update(Work).where(Work.id == bindparam("which"), *_may_be_begun(store)))


@cache
def _claiming_together(store: str, lease: timedelta) -> ReturningUpdate[Work]:
    # Passed over, not waited for: whoever waits for several rows can wait in a circle.
    rows = (
        select(Work.id)
        .where(
            Work.id.in_(bindparam("which", expanding=True)), Work.kind.in_(bindparam("kinds", expanding=True))
        )
        .where(Work.attempts == 0, *_may_be_begun(store))
        .with_for_update(skip_locked=True)
    )
    return _begun(store, lease, update(Work).where(Work.id.in_(rows)))


def _may_be_begun(store: str) -> tuple[Any, ...]:
    free = or_(Work.state == READY, is_free(store))
    return Work.state.in_(PENDING), Work.visible_at <= bindparam("now"), free


def _begun(store: str, lease: timedelta, rows: Update) -> ReturningUpdate[Work]:
    return (
        rows.values(state=RUNNING, lease_token=bindparam("token"), lease_until=lease_clock(store, lease))
        .values(visible_at=bindparam("later"), attempts=Work.attempts + 1)
        .returning(Work)
        .execution_options(synchronize_session=False, populate_existing=True)
    )


@cache  # one for each set of columns
def _moving(names: frozenset[str]) -> Update:
    changed: dict[str, BindParameter[Any]] = {name: bindparam(f"new_{name}") for name in sorted(names)}
    return (
        update(Work)
        .where(Work.id == bindparam("which"), Work.lease_token == bindparam("token"), Work.state == RUNNING)
        .values(**changed)
    )
