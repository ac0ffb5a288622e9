"""Sharing due work among processes on PostgreSQL: ids travel through Procrastinate to a worker that is free.

Only ids that are due travel, in the transaction that made them so or in that of a sweep. No lock, no instant
and no retry of ours stands in Procrastinate's tables: they may be emptied at any moment, a sweep delivers
again. While no worker is on duty, the process that sweeps does the work itself.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from math import ceil

from procrastinate import App, SyncPsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.types import JSONDict
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from engine.database import CARRIER
from engine.work.execute import Carrier
from engine.work.queue import Taken, give_back, put_at_once, take_due

log = logging.getLogger(__name__)
TASK = "work"
QUEUE = "amends"
BATCH = 10  # ids that travel together when there are many: the carrier costs more than a small step
DEPTH = 40  # batches that may wait; more would come again before their turn, when the lease has run out
SPREAD = 8  # fewer ids than this travel alone
ASKED_EVERY = 2.0  # seconds between two looks at who is on duty
LOST = (DBAPIError, ConnectorException)


class Courier:
    """What one process hands on to the workers, and takes for itself when there are none."""

    def __init__(self, hands: Carrier) -> None:
        """Take what work is done with; opens nothing."""
        self._hands = hands
        self._app = App(connector=SyncPsycopgConnector())
        self._on_duty = False
        self._asked = float("-inf")
        self.silence = hands.settings.lease / 2  # after which a worker counts as gone

    def on_duty(self) -> bool:
        """Whether a worker has given a sign of life lately; the answer may be two seconds old."""
        if time.monotonic() - self._asked > ASKED_EVERY:
            self._on_duty = self._is_anybody_there()
            self._asked = time.monotonic()
        return self._on_duty

    def post(self, session: Session) -> None:
        """Send what this transaction made due at once; it leaves with the commit and wakes a worker."""
        if not session.info.get("put") or not self.on_duty():
            return
        now = self._hands.present(session)
        ids = put_at_once(session, now)
        if not ids:
            return
        try:
            with session.begin_nested():  # a carrier that fails must not take the step with it
                taken = take_due(session, now, self._hands.settings.lease, ids=ids)
                self._send(session, taken)
        except LOST as error:
            log.warning("work was not handed on at once, the next sweep will: %s", error)

    def share(self, room: int) -> Sequence[Taken]:
        """Hand on what is due, or take as many rows as there is room for to do them here."""
        lease = self._hands.settings.lease
        if self.on_duty():
            try:
                self._sweep()
            except LOST as error:
                log.warning("due work could not be handed on: %s", error)
                self._asked = float("-inf")
            return ()
        with self._hands.database.write() as session:
            return take_due(session, self._hands.present(session), lease, limit=room)

    def give_back(self, ids: Sequence[str]) -> None:
        """Let others have what was taken and not begun."""
        if ids:
            with self._hands.database.write() as session:
                give_back(session, ids)

    def tidy(self) -> None:
        """Take from workers that are gone what they had fetched; what they had begun waits for its lease."""
        try:
            with self._hands.database.write() as session:
                session.execute(text(_TIDY), {"silence": self.silence})
        except LOST as error:
            log.warning("the carrier could not be tidied: %s", error)

    def _sweep(self) -> None:
        with self._hands.database.write() as session:
            waiting = session.scalar(text(_WAITING)) or 0
            if waiting > DEPTH // 2:
                return  # whoever works these off looks again
            limit = (DEPTH - waiting) * BATCH
            now = self._hands.present(session)
            self._send(session, take_due(session, now, self._hands.settings.lease, limit=limit))

    def _send(self, session: Session, taken: Sequence[Taken]) -> None:
        if not taken:
            return
        size = min(BATCH, ceil(len(taken) / SPREAD))
        batches: list[JSONDict] = [
            {"ids": [row.id for row in taken[start : start + size]]} for start in range(0, len(taken), size)
        ]
        connection = session.connection().connection.driver_connection
        deferrer = self._app.configure_task(TASK, queue=QUEUE, connection=connection)
        deferrer.batch_defer(*batches)

    def _is_anybody_there(self) -> bool:
        try:
            with self._hands.database.read() as session:
                return bool(session.scalar(text(_ON_DUTY), {"silence": self.silence}))
        except DBAPIError as error:
            log.warning("nobody knows which workers are on duty: %s", error)
            return False


_ON_DUTY = (
    f"SELECT EXISTS (SELECT FROM {CARRIER}.procrastinate_workers "  # noqa: S608 - a constant
    "WHERE last_heartbeat > clock_timestamp() - :silence)"
)
_WAITING = f"SELECT count(*) FROM {CARRIER}.procrastinate_jobs WHERE status = 'todo'"  # noqa: S608
_TIDY = f"""
    WITH gone AS (
        DELETE FROM {CARRIER}.procrastinate_jobs AS job
        WHERE job.status = 'doing' AND NOT EXISTS (
            SELECT FROM {CARRIER}.procrastinate_workers AS worker
            WHERE worker.id = job.worker_id AND worker.last_heartbeat > clock_timestamp() - :silence)
        RETURNING job.args)
    UPDATE work SET lease_until = NULL
    WHERE state = 'ready' AND id IN (SELECT jsonb_array_elements_text(args -> 'ids') FROM gone)
"""  # noqa: S608
