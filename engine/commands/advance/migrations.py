"""What a case does with the cases of a process: look at running, migrate, replay finished."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.commands.advance.drafts import draft_held
from engine.commands.advance.prospects import Prospect, count_others, prospects, put_migrations
from engine.commands.advance.running import Running
from engine.commands.replay.replaying import replay
from engine.errors import PackageError
from engine.library.drafts import draft_package
from engine.library.live import package_of
from engine.operations.operation import OperationError
from engine.operations.process_running import UNREADABLE
from engine.operations.requests import LookAtRunning, MigrateRunning, ReplayFinished

MOST_TOLD = 50  # cases that a case file names

Facts = Mapping[str, Any]


def looked_at(running: Running, request: LookAtRunning) -> Facts:
    """How many open cases run on other versions, how many could go over, and why the others could not.

    Only the oldest of very many are looked at; `looked_at` says how many.
    """
    session = running.session
    if request.version is not None:
        package = package_of(session, request.version)
    else:
        package = draft_package(session, draft_held(running, request.draft or ""))
    try:
        found = prospects(running.step, package, request.mapping)
    except PackageError as error:
        raise OperationError(UNREADABLE, str(error)) from error
    staying = [one for one in found if one.faults]
    return {
        "count": count_others(running.step, package.key, package.version),
        "looked_at": len(found),
        "ready": len(found) - len(staying),
        "staying": [_told(one) for one in staying[:MOST_TOLD]],
        "promises": [f"{one.reference}: {' '.join(one.promises)}" for one in found if one.promises][
            :MOST_TOLD
        ],
    }


def replayed(running: Running, request: ReplayFinished) -> Facts:
    """How many finished cases go the same way on the draft, and what becomes of the others."""
    package = draft_package(running.session, draft_held(running, request.draft))
    try:
        found = replay(running.step, package, request.mapping)
    except PackageError as error:
        raise OperationError(UNREADABLE, str(error)) from error
    told = [one for one in found if one.told]
    other = [one for one in told if one.ways]
    return {
        "count": len(told),
        "same": len(told) - len(other),
        "otherwise": [f"{one.reference}: {' '.join(one.ways)}" for one in other],
        "unknown": len(found) - len(told),
    }


def begun(running: Running, request: MigrateRunning) -> Facts:
    """How many cases are to go over; each does so in a step of its own."""
    count = put_migrations(running.step, request.process, request.version, request.reason, request.mapping)
    return {"cases": count}


def _told(one: Prospect) -> str:
    return f"{one.reference} (version {one.number}): {' '.join(str(fault) for fault in one.faults)}"
