"""The beat of the machine: it looks for due work, hands each row to a thread, sleeps until the next is due.

APScheduler only beats. What is to be done stands in the table `work`; losing a beat loses nothing.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from apscheduler.executors.pool import ThreadPoolExecutor as BeatThreads
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from engine.audit import keeping
from engine.commands.plan_upkeep import plan_recurring
from engine.scheduler.courier import Courier
from engine.work.execute import Carrier, execute
from engine.work.models import Work
from engine.work.queue import Taken, due, next_instant

log = logging.getLogger(__name__)
TICK = timedelta(seconds=15)  # the safety net; wakes after commits and at the next due instant do the work
THREADS = 4
AWAY = 1.0  # seconds to the next look when the store does not answer
ROWS = 100  # looked at in one beat
SHARE = 4  # rows a process takes for each of its threads where others could do them too


class Beat:
    """The background work of one process: `start` it, `stop` it, `wake` it after commits."""

    def __init__(
        self,
        hands: Carrier,
        *,
        tick: timedelta = TICK,
        threads: int = THREADS,
        plan: Callable[[Session, datetime], None] = plan_recurring,
        courier: Courier | None = None,
    ) -> None:
        """Take what work is done with; at the start and with every tick `plan` adds the work that recurs.

        A `courier` shares the work with other processes; without one this is the only process.
        """
        self._hands = hands
        self._courier = courier
        self._threads = threads
        self._tick = tick
        self._plan = plan
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="work")
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": BeatThreads(2)},
            # The default grace of one second drops late runs without a word.
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._woken = threading.Event()
        self._stopped = threading.Event()
        self._changing = threading.Lock()
        self._busy: dict[str, int | None] = {}  # work id -> case id, of rows in the pool
        self._last = time.monotonic()
        self._lookout = threading.Thread(target=self._keep_looking, name="lookout", daemon=True)
        self._watchdog = threading.Thread(target=self._keep_beating, name="watchdog", daemon=True)

    def start(self) -> None:
        """Begin to beat, and be woken by every commit that makes work due."""
        logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it warns of every beat it coalesces
        self._hands.database.on_commit.append(self.wake)
        self._scheduler.add_job(
            self._ticked,
            "interval",
            seconds=self._tick.total_seconds(),
            id="tick",
            next_run_time=datetime.now(UTC),
        )
        self._scheduler.add_job(self._sign, "interval", seconds=keeping.EVERY.total_seconds(), id="sign")
        self._scheduler.start()
        self._watchdog.start()
        self._lookout.start()

    def stop(self) -> None:
        """Let running rows finish and begin no new ones."""
        self._stopped.set()
        if self.wake in self._hands.database.on_commit:
            self._hands.database.on_commit.remove(self.wake)
        self._woken.set()
        self._scheduler.shutdown(wait=True)
        self._lookout.join()
        self._pool.shutdown(wait=True, cancel_futures=self._courier is not None)
        if self._courier is not None:
            self._courier.give_back(list(self._busy))

    def wake(self) -> None:
        """Look for due work now; many calls before the look make one."""
        self._woken.set()

    def _ticked(self) -> None:
        self._last = time.monotonic()
        try:
            with self._hands.database.write() as session:
                self._plan(session, self._hands.present(session))
            if self._courier is not None:
                self._courier.tidy()
        finally:
            self.wake()

    def _sign(self) -> None:
        """Sign where all timelines stand, so that later changes to them can be shown."""
        keeping.keep_heads(self._hands.database, self._hands.settings, self._hands.present)

    def _keep_looking(self) -> None:
        """Look whenever somebody wakes us and when the next row is due; the wall clock may jump meanwhile."""
        pause = 0.0
        while not self._stopped.is_set():
            self._woken.wait(pause)
            self._woken.clear()
            try:
                pause = self._look()
            except SQLAlchemyError as error:  # the store is away or its connections are all taken
                log.warning("nobody could look for due work: %s", error)
                pause = AWAY

    def _look(self) -> float:
        """One look at the list: hand over what is due; gives the seconds until the next row is."""
        if self._stopped.is_set():
            return 0.0
        with self._hands.database.read() as session:
            present = self._hands.present(session)
            rows: Sequence[Work | Taken] = due(session, present, limit=1 if self._courier else ROWS)
            following = next_instant(session, after=present)
        if self._courier is not None and rows:
            # What lies here cannot be done by others: never more than keeps our threads busy.
            rows = self._courier.share(max(0, SHARE * self._threads - len(self._busy)))
        for row in rows:
            self._hand_over(row)
        longest = self._tick.total_seconds()
        # Travelled time runs as fast as the wall's: the distance is what counts.
        return longest if following is None else min(longest, (following - present).total_seconds())

    def _hand_over(self, row: Work | Taken) -> None:
        with self._changing:
            if row.id in self._busy:
                return
            self._busy[row.id] = row.case_id
        self._pool.submit(self._do, row.id)

    def _do(self, work_id: str) -> None:
        reached = False
        try:
            execute(self._hands, work_id)
            reached = True
        except Exception:  # the store is away or full: the row is still there, and so are we
            log.exception("work %s could not be claimed or put back", work_id)
        with self._changing:
            self._busy.pop(work_id, None)
            few = len(self._busy) <= self._threads
        # While enough lies here nobody looks, and a store that is away must not be asked without pause:
        # the next tick does.
        if reached and few:
            self.wake()

    def _keep_beating(self) -> None:
        """Beat on when the wall clock was set back: APScheduler would wait until it has caught up."""
        while not self._stopped.wait(self._tick.total_seconds()):
            if time.monotonic() - self._last > 3 * self._tick.total_seconds():
                log.warning("no beat for long; the clock was set back?")
                self._scheduler.modify_job("tick", next_run_time=datetime.now(UTC))
