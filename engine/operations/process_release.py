"""process.check and process.release: what a change case does with the draft of a process that it holds."""

from __future__ import annotations

from engine.library.drafts import draft_of_case
from engine.operations.headers import words
from engine.operations.operation import Call, Done, Operation, OperationError
from engine.operations.requests import CheckDraft, ReleaseDraft

CHECKED, RELEASED = "checked_draft", "released_version"
NO_DRAFT = "no_draft"


def check_draft(call: Call) -> Done:
    """{errors, warnings, findings, files}: what `amends check` would say of the draft, and its files."""
    request = CheckDraft(draft=_draft(call), result=call.job.headers.get("result", CHECKED))
    return Done(request=request, verb="draft checked")


def release_draft(call: Call) -> Done:
    """{process, number, version}: the draft is live. BPMN errors say why it is not."""
    request = ReleaseDraft(draft=_draft(call), result=call.job.headers.get("result", RELEASED))
    return Done(request=request, verb="version released")


def _draft(call: Call) -> str:
    """The id the header gives, else that of the draft this case holds."""
    return words(call, "draft") or held_draft(call)


def held_draft(call: Call) -> str:
    """The id of the draft of a process that this case holds. OperationError `no_draft`."""
    held = draft_of_case(call.step.session, call.case.id)
    if held is None:
        raise OperationError(NO_DRAFT, "This case holds no draft of a process.")
    return held.id


PROCESS_CHECK = Operation(
    type="process.check",
    title="Check a draft of a process",
    perform=check_draft,
    headers=("draft", "result"),
    errors=(NO_DRAFT,),
    result=CHECKED,
)
PROCESS_RELEASE = Operation(
    type="process.release",
    title="Release a draft of a process",
    perform=release_draft,
    headers=("draft", "result"),
    errors=(NO_DRAFT, "draft_refused", "draft_outdated"),
    result=RELEASED,
)
