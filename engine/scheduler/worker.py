"""A process that only works: it fetches ids from Procrastinate and does each row of work as everybody does.

Procrastinate wakes it and shares ids among workers. When its loop ends by itself, as after a crash of the
database, it begins again; meanwhile the beat of this process does what is due without it.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from procrastinate import App, PsycopgConnector
from procrastinate.worker import Worker as Fetching
from psycopg import AsyncConnection
from sqlalchemy.engine import make_url

from engine.database import CARRIER
from engine.scheduler.beat import Beat
from engine.scheduler.courier import QUEUE, TASK, Courier
from engine.work.batch import execute_batch
from engine.work.execute import Carrier

log = logging.getLogger(__name__)
AGAIN = 2.0  # seconds before a loop that ended by itself begins again
POLL = 5.0  # seconds between two looks when no NOTIFY arrives


class Worker:
    """The background work of one process; `run` ends when it is asked to stop and what runs is finished."""

    def __init__(self, hands: Carrier, *, threads: int) -> None:
        """Take what work is done with and how many rows may be done at once."""
        self._hands = hands
        self._threads = threads
        self._courier = Courier(hands)
        self._beat = Beat(hands, threads=threads, courier=self._courier)
        self._stopping = asyncio.Event()

    def run(self, started: Callable[[], None]) -> None:
        """Work until SIGTERM or SIGINT; `started` is called when that has begun."""
        asyncio.run(self._run(started))

    async def _run(self, started: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()
        # Procrastinate runs steps in the loop's own executor, which has six threads on two cores.
        loop.set_default_executor(ThreadPoolExecutor(self._threads + 2, thread_name_prefix="work"))
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, self._stopping.set)
        self._hands.database.before_commit.append(self._courier.post)
        self._beat.start()
        started()
        try:
            while not self._stopping.is_set():
                try:
                    await self._fetch()
                except Exception as error:
                    reason = " ".join(str(error.__cause__ or error).split())
                    log.warning("fetching ended and begins again: %.300s", reason)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stopping.wait(), AGAIN)
        finally:
            self._hands.database.before_commit.remove(self._courier.post)
            await asyncio.to_thread(self._beat.stop)

    async def _fetch(self) -> None:
        """Fetch and work until asked to stop, or until Procrastinate has forgotten that we are here."""
        lease = self._hands.settings.lease.total_seconds()
        app = self._app()
        async with app.open_async():
            fetching = Fetching(
                app,
                queues=[QUEUE],
                concurrency=self._threads,
                delete_jobs="always",
                install_signal_handlers=False,
                fetch_job_polling_interval=POLL,
                update_heartbeat_interval=min(lease / 6, 10),
                stalled_worker_timeout=self._courier.silence.total_seconds(),
            )
            running = asyncio.create_task(fetching.run())  # type: ignore[no-untyped-call]
            stopping = asyncio.create_task(self._stopping.wait())
            while not running.done() and not self._stopping.is_set():
                await asyncio.wait({running, stopping}, timeout=lease / 2, return_when="FIRST_COMPLETED")
                if not await asyncio.to_thread(self._courier.on_duty):
                    break  # the tables were emptied, and nothing would ever be brought to us
            stopping.cancel()
            fetching.stop()  # type: ignore[no-untyped-call]
            await running

    def _app(self) -> App:
        url = make_url(self._hands.settings.database_url).set(drivername="postgresql")
        connector = PsycopgConnector(
            conninfo=url.render_as_string(hide_password=False), configure=_prepare, min_size=1, max_size=4
        )
        app = App(connector=connector)
        app.task(name=TASK, queue=QUEUE)(self._work)
        return app

    def _work(self, ids: list[str]) -> None:
        self._courier.give_back(execute_batch(self._hands, ids, self._stopping.is_set))
        self._beat.wake()


async def _prepare(connection: AsyncConnection[Any]) -> None:
    await connection.execute(
        "SELECT set_config('search_path', current_setting('search_path') || %s, false)", [f", {CARRIER}"]
    )
    await connection.commit()
