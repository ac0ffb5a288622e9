"""Attach files to a case outside its forms, such as what another program scanned."""

from __future__ import annotations

from collections.abc import Sequence

from engine.cases.access import require_staff
from engine.cases.files import store, upload
from engine.cases.locking import locked_case, settle
from engine.commands.asking import adopt_files
from engine.commands.once import once_only
from engine.errors import InvalidSubmission
from engine.step import Step
from engine.timeline.recording import Happening, record

FIELD = "files"
MOST = 20  # files at once


@once_only
def attach_files(step: Step, case_id: int, files: Sequence[tuple[str, bytes]]) -> list[str]:
    """Keep files (name, bytes) with the case, also after its end; gives their ids.

    Raises NotStaff, CaseNotFound, InvalidSubmission without a file, with an empty one or with too many.
    """
    require_staff(step.actor)
    _require_some(files)
    case = locked_case(step.session, case_id)
    uploads = [upload(FIELD, name, content) for name, content in files]
    store(step, uploads)
    told = [one.metadata for one in uploads]
    adopt_files(step, case, {FIELD: told})
    record(step, case, Happening(verb="files attached", content={FIELD: told}))
    settle(step.session)
    return [one.id for one in uploads]


def _require_some(files: Sequence[tuple[str, bytes]]) -> None:
    if not files:
        raise InvalidSubmission({FIELD: ["Please choose a file."]})
    if len(files) > MOST:
        raise InvalidSubmission({FIELD: [f"At most {MOST} files at once."]})
    empty = [name for name, content in files if not content]
    if empty:
        raise InvalidSubmission({FIELD: [f"{empty[0]} is empty."]})
