"""What a case does with a draft of a process: check it, release it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.commands.advance.running import Running
from engine.errors import Finding, PackageError
from engine.library.check import check_package
from engine.library.checks.references import Offered
from engine.library.differences import differences
from engine.library.drafts import base_package, changed_files, draft_package, open_draft, release
from engine.library.errors import DraftClosed, DraftOutdated, VersionDraftNotFound
from engine.library.models import ProcessDraft
from engine.operations.operation import OperationError
from engine.operations.requests import CheckDraft, ReleaseDraft
from engine.step import SYSTEM

MOST_TOLD = 50  # findings that a case file keeps
MOST_CHANGES = 100  # ... and differences from the version before; the page of the draft tells all

Facts = Mapping[str, Any]


def checked(running: Running, request: CheckDraft, operations: Mapping[str, Offered]) -> Facts:
    """What is wrong with the draft; an unfinished one is no error of the case."""
    draft = draft_held(running, request.draft)
    package = draft_package(running.session, draft)
    try:
        findings = check_package(package, operations)
    except PackageError as error:
        findings = error.findings
    changes = differences(base_package(running.session, draft), package)
    errors = [finding for finding in findings if finding.level == "error"]
    return {
        "errors": len(errors),
        "warnings": len(findings) - len(errors),
        "findings": _told(findings),
        "files": list(changed_files(running.session, draft.id)),
        "changes": [str(one) for one in changes[:MOST_CHANGES]],
        "changes_count": len(changes),
        "process": draft.process,
    }


def released(running: Running, request: ReleaseDraft, operations: Mapping[str, Offered]) -> Facts:
    """The version it became. The case was authorised by its own diagram, so the machine releases it."""
    draft = draft_held(running, request.draft)
    try:
        version = release(running.session, draft.id, SYSTEM, running.step.now, operations=operations)
    except DraftOutdated as error:
        raise OperationError("draft_outdated", str(error)) from error
    except PackageError as error:
        raise OperationError("draft_refused", str(error), {"findings": _told(error.findings)}) from error
    return {"process": draft.process, "number": version.number, "version": version.hash}


def draft_held(running: Running, draft_id: str) -> ProcessDraft:
    """The open draft of this id, locked. OperationError `no_draft`."""
    try:
        return open_draft(running.session, draft_id)
    except (VersionDraftNotFound, DraftClosed) as error:
        raise OperationError("no_draft", str(error)) from error


def _told(findings: list[Finding]) -> list[str]:
    return [str(finding) for finding in findings[:MOST_TOLD]]
