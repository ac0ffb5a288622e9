"""Discard a draft that will not be released."""

from __future__ import annotations

from engine.commands.once import once_only
from engine.commands.save_draft import require_owner
from engine.library.drafts import open_draft
from engine.library.models import DISCARDED
from engine.step import Step


@once_only
def discard_draft(step: Step, draft_id: str) -> None:
    """Close it; its files stay to be read. Raises MayNotDraft, VersionDraftNotFound, DraftClosed."""
    require_owner(step.actor)
    draft = open_draft(step.session, draft_id)
    draft.state, draft.changed_at, draft.changed_by = DISCARDED, step.now, step.actor.id
    step.session.flush()
