"""process.draft: the files somebody attached to a form become the draft of a process that this case holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.cases.errors import FileNotFound
from engine.cases.files import StoredFile, file_of
from engine.errors import InvalidSubmission
from engine.library.draft_files import place_of, require_own_files
from engine.library.drafts import keep_draft
from engine.operations.headers import HeaderUnusable, needed, value, words
from engine.operations.operation import Call, Done, Operation, OperationError

RESULT = "draft"
REFUSED = "files_refused"


def draft_files(call: Call) -> Done:
    """{id, process, files}: the draft, and the paths of what was put into it.

    `files` gives the answer of a form's file field. A file's place in the package follows from its name. BPMN
    error `files_refused` brings `file_faults`, sentences that say which files have no place there.
    """
    process = needed(call, "process")
    given = [_file(call, one) for one in _listed(value(call, "files"))]
    files = {place_of(process, file.name) or file.name: file.content for file in given}
    try:
        require_own_files(process, files)
    except InvalidSubmission as refusal:
        faults = [f"{name}: {sentence}" for name, said in refusal.errors.items() for sentence in said]
        raise OperationError(REFUSED, "; ".join(faults), {"file_faults": faults}) from refusal
    draft = keep_draft(
        call.step.session,
        process,
        files,
        title=words(call, "title", "") or "",
        case_id=call.case.id,
        by=call.step.actor,
        now=call.step.now,
    )
    kept = {"id": draft.id, "process": process, "files": sorted(files)}
    return Done(
        variables={call.job.headers.get("result", RESULT): kept, "file_faults": []},
        verb="draft kept",
        facts=kept,
    )


def _listed(given: Any) -> Iterable[Any]:
    if given is None or isinstance(given, list):
        return given or []
    raise HeaderUnusable(f"'files' gives {given!r}, and the answer of a file field is wanted")


def _file(call: Call, given: Any) -> StoredFile:
    try:
        return file_of(call.step.session, call.case.id, given["id"])
    except (TypeError, KeyError, FileNotFound) as error:
        raise HeaderUnusable(f"'files' gives {given!r}, which is no file of this case") from error


PROCESS_DRAFT = Operation(
    type="process.draft",
    title="Keep files as the draft of a process",
    perform=draft_files,
    headers=("process", "files", "title", "result"),
    required=("process", "files"),
    errors=(REFUSED,),
    result=RESULT,
)
