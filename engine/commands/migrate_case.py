"""Migrate a running case to another version of its process, or say why it stays where it is."""

from __future__ import annotations

from collections.abc import Mapping

from engine.bpmn.migrating.faults import CannotMigrate
from engine.cases.errors import AlreadyOnVersion
from engine.cases.locking import locked_case, require_running
from engine.cases.models import OPEN, Case
from engine.commands.advance.carrying import carried, carry_rows
from engine.commands.advance.prospects import number_of
from engine.commands.advance.way import MIGRATED
from engine.commands.once import once_only
from engine.commands.progress import progress
from engine.commands.reasons import require_reason
from engine.commands.save_draft import require_owner
from engine.library.live import package_of
from engine.step import Step
from engine.timeline.recording import Happening, record
from engine.work.models import Work

REFUSED = "migration refused"


@once_only
def migrate_case(
    step: Step, case_id: int, version: str, reason: str, mapping: Mapping[str, str] | None = None
) -> None:
    """Have a running case go on by the version of this hash, from where it stands, in one transaction.

    `mapping` names elements and flows that have another id there; all others keep theirs. Raises
    MayNotDraft, CaseClosed, CaseMerged, AlreadyOnVersion, VersionNotFound, InvalidSubmission without a
    reason, CannotMigrate with every reason why not: then nothing is changed.
    """
    require_owner(step.actor)
    require_reason(reason)
    migrate(step, locked_case(step.session, case_id), version, mapping or {}, reason)


def migrate(step: Step, case: Case, version: str, mapping: Mapping[str, str], reason: str) -> None:
    """The same of a locked case, whoever decided it."""
    require_running(case)
    numbers = [number_of(step, case.process, one) for one in (case.version, version)]
    if case.version == version:
        raise AlreadyOnVersion(case.reference)
    running, before, late = carried(step, case, package_of(step.session, version), mapping)
    said = {"from": numbers[0], "to": numbers[1], "before_version": case.version, "mapping": dict(mapping)}
    case.version = version
    running.happened(MIGRATED, None, **said, reason=reason)
    facts = carry_rows(running, before, late, mapping)
    running.happenings[0] = running.happenings[0].telling(**facts)
    progress(running)


def migrate_one(step: Step, work: Work) -> None:
    """One case of many: a case that cannot be migrated stays where it is, and its timeline says why."""
    if work.case_id is None:
        return
    case = locked_case(step.session, work.case_id)
    asked = work.content or {}
    version, mapping = asked["version"], asked.get("mapping", {})
    if case.state != OPEN or case.version == version:
        return
    try:
        migrate(step, case, version, mapping, asked["reason"])
    except CannotMigrate as refusal:
        why = [str(fault) for fault in refusal.faults]
        said = {"to": number_of(step, case.process, version), "because": why, "reason": asked["reason"]}
        record(step, case, Happening(verb=REFUSED, content=said))
