"""process.running, process.migrate, process.replay: what a new version means for the cases there are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.operations.headers import HeaderUnusable, needed, value
from engine.operations.operation import Call, Done, Operation
from engine.operations.process_release import NO_DRAFT, held_draft
from engine.operations.requests import LookAtRunning, MigrateRunning, ReplayFinished

RUNNING, MIGRATION, REPLAYED = "running_cases", "migration", "replayed"
UNREADABLE = "draft_unreadable"


def look_at_running(call: Call) -> Done:
    """{count, looked_at, ready, staying, promises}: what would become of the open cases on other versions.

    How many could go over, why others could not, and clocks that begin with what a case has passed already.

    To the version that `version` gives (as `process.release` does), else to the draft this case holds.
    """
    version = value(call, "version")
    request = LookAtRunning(
        draft=held_draft(call) if version is None else None,
        version=None if version is None else _version(version)[1],
        mapping=_mapping(call),
        result=call.job.headers.get("result", RUNNING),
    )
    return Done(request=request, verb="running cases looked at")


def migrate_running(call: Call) -> Done:
    """{cases}: so many open cases on other versions are migrated, each in a transaction of its own."""
    process, version = _version(value(call, "version"))
    request = MigrateRunning(
        process=process,
        version=version,
        mapping=_mapping(call),
        reason=needed(call, "reason"),
        result=call.job.headers.get("result", MIGRATION),
    )
    return Done(request=request, verb="migration begun")


def replay_finished(call: Call) -> Done:
    """{count, same, otherwise, unknown}: the cases that ended last, walked again on the draft held here.

    `otherwise` says case by case what would have gone another way; `unknown` is how many cannot be walked.
    """
    request = ReplayFinished(
        draft=held_draft(call), mapping=_mapping(call), result=call.job.headers.get("result", REPLAYED)
    )
    return Done(request=request, verb="finished cases replayed")


def _version(given: Any) -> tuple[str, str]:
    """Process and hash of what a release answered."""
    found = given if isinstance(given, Mapping) else {}
    process, version = found.get("process"), found.get("version")
    if not isinstance(process, str) or not isinstance(version, str):
        raise HeaderUnusable(f"'version' gives {given!r}, and what process.release answers is wanted")
    return process, version


def _mapping(call: Call) -> dict[str, str]:
    """Old id -> new id from a list of {from, to}, such as a form's list gives."""
    given = value(call, "mapping") or []
    lines = given if isinstance(given, list) else [given]
    pairs = [(line.get("from"), line.get("to")) for line in lines if isinstance(line, Mapping)]
    found = {old: new for old, new in pairs if isinstance(old, str) and isinstance(new, str)}
    if len(found) != len(lines):
        raise HeaderUnusable(f"'mapping' gives {given!r}, and a list of {{from, to}} is wanted")
    return found


PROCESS_RUNNING = Operation(
    type="process.running",
    title="Look at the running cases of a process",
    perform=look_at_running,
    headers=("version", "mapping", "result"),
    errors=(NO_DRAFT, UNREADABLE),
    result=RUNNING,
)
PROCESS_MIGRATE = Operation(
    type="process.migrate",
    title="Migrate the running cases of a process",
    perform=migrate_running,
    headers=("version", "mapping", "reason", "result"),
    required=("version", "reason"),
    result=MIGRATION,
)
PROCESS_REPLAY = Operation(
    type="process.replay",
    title="Walk finished cases again on a draft",
    perform=replay_finished,
    headers=("mapping", "result"),
    errors=(NO_DRAFT, UNREADABLE),
    result=REPLAYED,
)
