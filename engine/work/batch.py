"""Doing several rows of work one after the other, begun by one claim: for a small step a commit is half."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from uuid import uuid4

from engine.work.claims import claim_together, release
from engine.work.execute import Carrier, carry_out, execute
from engine.work.models import Work

log = logging.getLogger(__name__)


def execute_batch(carrier: Carrier, ids: Sequence[str], stopped: Callable[[], bool]) -> list[str]:
    """Do those of the rows that are due and that nobody else does; gives the ids that were not begun.

    `stopped` is asked before each row. An error of the store leaves its row where it is, for a later look.
    """
    token = uuid4().hex
    began = time.monotonic()
    together = _begin(carrier, ids, token)
    for number, work_id in enumerate(ids):
        slow = time.monotonic() - began > carrier.settings.lease.total_seconds() / 2
        if together and (stopped() or slow):
            _let_go(carrier, list(together), token)
            together.clear()
        if stopped():
            return list(ids[number:])
        work = together.pop(work_id, None)
        try:
            if work is None:
                execute(carrier, work_id)
            else:
                carry_out(carrier, work, token)
        except Exception:  # the store is away or full: the row is still there, and so are we
            log.exception("work %s could not be claimed or put back", work_id)
    return []


def _begin(carrier: Carrier, ids: Sequence[str], token: str) -> dict[str, Work]:
    """The rows that were claimed together, by id; what goes outside or may have to wait is claimed alone."""
    alike = [
        kind
        for kind, performer in carrier.performers.items()
        if performer.outside is None and performer.held is None
    ]
    if len(ids) < 2 or not alike:
        return {}
    try:
        with carrier.database.write() as session:
            present, lease = carrier.present(session), carrier.settings.lease
            rows = claim_together(session, ids, alike, token, present, lease)
    except Exception:  # the store is away: each is claimed alone, or comes again with a later sweep
        log.exception("%d rows of work could not be claimed together", len(ids))
        return {}
    return {work.id: work for work in rows}


def _let_go(carrier: Carrier, ids: Sequence[str], token: str) -> None:
    try:
        with carrier.database.write() as session:
            release(session, ids, token)
    except Exception:  # their lease runs out
        log.exception("%d rows of work could not be let go", len(ids))
