"""Save a draft of a version: files that will be released together."""

from __future__ import annotations

from collections.abc import Mapping

from engine.cases.errors import CaseNotFound
from engine.cases.models import Case
from engine.commands.once import once_only
from engine.errors import InvalidSubmission, NotAllowed
from engine.library.draft_files import require_own_files
from engine.library.drafts import begin_draft, keep_draft, open_draft, put_files
from engine.step import Actor, Step


class MayNotDraft(NotAllowed):
    """Only process owners may draft and release versions of a process."""


@once_only
def save_draft(
    step: Step,
    process: str,
    files: Mapping[str, bytes | None],
    *,
    title: str = "",
    draft_id: str | None = None,
    case_id: int | None = None,
) -> str:
    """Begin a draft of the process, or change the one named; gives its id.

    `files` are by path from the root (`processes/<key>/...`, `forms/<key>/...`); None takes one away. A draft
    may be unfinished: it is checked when it is released. `case_id` is the change case that holds it; what
    it holds of this process already goes on. Raises MayNotDraft, VersionDraftNotFound, DraftClosed,
    CaseNotFound, InvalidSubmission for files of elsewhere.
    """
    require_owner(step.actor)
    require_own_files(process, files)
    if case_id is not None and step.session.get(Case, case_id) is None:
        raise CaseNotFound(case_id)
    named = title.strip()
    if draft_id is None and case_id is not None:
        # A case holds one draft of a process: which of two a release meant, nobody could say.
        held = keep_draft(
            step.session, process, files, title=named, case_id=case_id, by=step.actor, now=step.now
        )
        return held.id
    if draft_id is None:
        draft = begin_draft(step.session, process, title=named, case_id=case_id, by=step.actor, now=step.now)
    else:
        draft = open_draft(step.session, draft_id)
        if draft.process != process:
            raise InvalidSubmission({"process": [f"This is a draft of {draft.process}."]})
        draft.title, draft.case_id = named or draft.title, case_id or draft.case_id
    put_files(step.session, draft, files, step.actor, step.now)
    return draft.id


def require_owner(actor: Actor) -> None:
    """Refuse whoever does not own processes."""
    if not (actor.has_role("process_owner") or actor.has_role("administrator")):
        raise MayNotDraft(actor.name)
