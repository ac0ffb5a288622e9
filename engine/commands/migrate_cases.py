"""Migrate the running cases of a process to a version, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Mapping

from engine.commands.advance.prospects import put_migrations
from engine.commands.once import once_only
from engine.commands.reasons import require_reason
from engine.commands.save_draft import require_owner
from engine.step import Step


@once_only
def migrate_cases(
    step: Step, process: str, version: str, reason: str, mapping: Mapping[str, str] | None = None
) -> int:
    """Have every open case on another version go on by this one; says how many there are.

    Each is work of its own, in its own transaction. One that cannot be migrated stays, and its timeline says
    why. Raises MayNotDraft, VersionNotFound, InvalidSubmission without a reason.
    """
    require_owner(step.actor)
    require_reason(reason)
    return put_migrations(step, process, version, reason, mapping or {})
