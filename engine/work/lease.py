"""The lease of a row of work: while it runs, the row is one process's own.

Leases are told by one clock for all machines: the database's, or that of the one process on SQLite.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Interval, bindparam, func, literal, or_, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from engine.database import Database, UTCDateTime, dialect_of
from engine.now import now as wall_clock
from engine.work.models import RUNNING, Work

log = logging.getLogger(__name__)
AT_ONCE = timedelta(0)


def lease_clock(store: str, ahead: timedelta = AT_ONCE) -> ColumnElement[datetime]:
    """The present of all leases, or an instant ahead of it, at the moment a statement runs that holds it.

    `store` is the name of the database's dialect.
    """
    if store != "postgresql":
        return bindparam(None, callable_=lambda: wall_clock() + ahead, type_=UTCDateTime())
    present = func.clock_timestamp(type_=UTCDateTime())
    if ahead == AT_ONCE:
        return present
    return present.op("+", return_type=UTCDateTime())(literal(ahead, Interval()))


def is_free(store: str) -> ColumnElement[bool]:
    """Whether nobody holds a lease of the row, or no more."""
    return or_(Work.lease_until.is_(None), Work.lease_until <= lease_clock(store))


@contextmanager
def kept_alive(database: Database, work_id: str, token: str, lease: timedelta) -> Iterator[None]:
    """Prolong a lease for as long as something slow goes on; a process that stands still loses it."""
    ended = threading.Event()

    def prolong() -> None:
        while not ended.wait(lease.total_seconds() / 3):
            try:
                with database.write() as session:
                    session.execute(_prolonged(session, work_id, token, lease))
            except DBAPIError as error:  # the store may be back before the lease runs out
                log.warning("the lease of work %s was not prolonged: %s", work_id, error)

    keeper = threading.Thread(target=prolong, name="lease", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        ended.set()
        keeper.join()


def _prolonged(session: Session, work_id: str, token: str, lease: timedelta) -> Any:
    return (
        update(Work)
        .where(Work.id == work_id, Work.lease_token == token, Work.state == RUNNING)
        .values(lease_until=lease_clock(dialect_of(session), lease))
        .execution_options(synchronize_session=False)
    )
