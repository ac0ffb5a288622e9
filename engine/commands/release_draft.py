"""Release a draft: it becomes a version, and new cases open on it."""

from __future__ import annotations

from engine.commands.once import once_only
from engine.commands.save_draft import require_owner
from engine.library.drafts import release
from engine.operations.catalogue import OPERATIONS
from engine.step import Step


@once_only
def release_draft(step: Step, draft_id: str) -> str:
    """Check the draft and make it live; gives the name of the version, its content's hash.

    Raises MayNotDraft, VersionDraftNotFound, DraftClosed, DraftOutdated, PackageError with the findings.
    """
    require_owner(step.actor)
    return release(step.session, draft_id, step.actor, step.now, operations=OPERATIONS).hash
