"""Erasing the contents of cases for good: what figures, registers and the chain need stays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from engine.cases.counting import keep_values
from engine.cases.file import dump_file
from engine.cases.given import given
from engine.cases.kept import kept_file
from engine.cases.locking import locked_record, settle
from engine.cases.merging import leading_id, merged_into
from engine.cases.models import OPEN, Attachment, Case, CaseFile, CaseLink, Incident
from engine.cases.secret import new_nonce
from engine.cases.summary import searchable_text, summary_of
from engine.cases.text import keep_text
from engine.clocks.calendars import calendars
from engine.correspondence.models import WAITING, Letter
from engine.feel.surroundings import Surroundings
from engine.library.live import package_of
from engine.records.contents import blank, forget_mentions, take_away
from engine.records.errors import ErasedBefore, LeadsElsewhere, LettersWaiting, StillOpen, UnderHold
from engine.records.holds import holds_over
from engine.records.kept import staying, what_stays
from engine.records.linked import LinkedRecord, linked_records
from engine.step import Step
from engine.tasks.models import Task
from engine.timeline.erasing import erase_contents
from engine.timeline.models import TimelineEntry

A_DAY = timedelta(days=1)
NOWHERE = b""  # where an erased case stands: nobody takes it up again


@dataclass(frozen=True, kw_only=True)
class Erased:
    """What went of one case: numbers of entries, letters and files, and where its chain stands now."""

    case_id: int
    reference: str
    process: str
    record_class: str | None
    ended: str  # ISO instant
    entries: int
    letters: int
    files: int
    seq: int
    hash: str
    linked: tuple[LinkedRecord, ...]  # cases that may hold copies, as they stood before it


def locked_families(step: Step, case_ids: Iterable[int]) -> list[list[Case]]:
    """Each of these cases with all that were merged into it: one matter, whose records lie in one another.

    They are locked, and with them the cases they are linked with, so that nobody sets a hold on one of those
    meanwhile; all in the order of their ids, as everywhere.
    """
    session = step.session
    families = {each: [each, *(one.id for one in merged_into(session, each))] for each in case_ids}
    ids = {each for found in families.values() for each in found}
    linked = session.scalars(select(CaseLink.other_id).where(CaseLink.case_id.in_(ids)))
    locked = {each: locked_record(session, each) for each in sorted({*ids, *linked})}
    return [[locked[each] for each in families[first]] for first in sorted(families)]


def require_erasable(session: Session, cases: Sequence[Case]) -> None:
    """Refuse what must stay: raises StillOpen, ErasedBefore, LeadsElsewhere, UnderHold, LettersWaiting."""
    case, ids = cases[0], [one.id for one in cases]
    if case.merged_into_id is not None:
        raise LeadsElsewhere(session.get_one(Case, leading_id(session, case.id)).reference)
    if case.state == OPEN:
        raise StillOpen(case.reference)
    if case.erased_at is not None:
        raise ErasedBefore(case.reference)
    for hold in holds_over(session, ids):
        raise UnderHold(hold.reference, f"set by {hold.owner}", f"{hold.set_at:%d %B %Y}")
    waiting = select(Letter.id).where(Letter.case_id.in_(ids), Letter.state == WAITING)
    if session.scalar(waiting.limit(1)) is not None:
        raise LettersWaiting(case.reference)


def erase_record(step: Step, cases: Sequence[Case], reason: str, certificate: str) -> list[Erased]:
    """Erase what a locked family of cases holds; it cannot be undone. Raises what `require_erasable` raises.

    What stays: each entry of the timeline with who, when and what; tasks, clocks, escalations, letters and
    promises with their instants and outcomes; of the case file what the package names.
    """
    session = step.session
    session.flush()
    require_erasable(session, cases)
    ids = [case.id for case in cases]
    gone = [_counted(session, case) for case in cases]
    linked = [linked_records(session, each, ids) for each in ids]
    for case in cases:
        _empty(step, case)
    blank(session, ids)
    take_away(session, ids)
    _forget_mentions(step, cases)
    _settle_incidents(step, ids)
    said = {"certificate": certificate}
    erased = []
    for case, (letters, files), others in zip(cases, gone, linked, strict=True):
        entries = erase_contents(step, case, reason, said=said | {"letters": letters, "files": files})
        _find_by_what_stays(step, case)
        erased.append(_erased(case, entries, letters, files, others))
    session.expire_all()
    return erased


def _counted(session: Session, case: Case) -> tuple[int, int]:
    """How many letters and files it has."""
    counts = [
        session.scalar(select(func.count()).select_from(row).where(row.case_id == case.id)) or 0
        for row in (Letter, Attachment)
    ]
    return counts[0], counts[1]


def _empty(step: Step, case: Case) -> None:
    """The case's own rows: its file shrinks to what stays, its secret leads nowhere, it is like no other."""
    session, settings = step.session, package_of(step.session, case.version).settings
    stays = what_stays(kept_file(session, case.id), staying(session, case.process, settings))
    session.execute(
        update(CaseFile)
        .where(CaseFile.case_id == case.id)
        .values(state=NOWHERE, content=dump_file(stays))
        .execution_options(synchronize_session=False)
    )
    keep_values(session, case, settings, stays)
    case.summary = summary_of(settings, _context(step, case), _around(step))
    case.secret_nonce, case.similar_key, case.erased_at = new_nonce(), None, step.now
    settle(session)


def _find_by_what_stays(step: Step, case: Case) -> None:
    settings = package_of(step.session, case.version).settings
    keep_text(step.session, case, searchable_text(settings, _context(step, case), case.summary))
    settle(step.session)


def _context(step: Step, case: Case) -> dict[str, object]:
    settings = package_of(step.session, case.version).settings
    file = kept_file(step.session, case.id)
    return {**file, **given(step.session, case, settings, file, _around(step))}


def _around(step: Step) -> Surroundings:
    return Surroundings(now=step.now, calendars=calendars(step.session))


def _forget_mentions(step: Step, cases: Sequence[Case]) -> None:
    """Only where keys of submissions from the days of these cases may still be there: it reads all keys."""
    ids = [case.id for case in cases]
    last = step.session.scalar(select(func.max(TimelineEntry.at)).where(TimelineEntry.case_id.in_(ids)))
    days = step.settings.keep_keys_days
    keys = not days or (last is not None and last > step.now - (days + 1) * A_DAY)
    tasks = select(Task.id).where(Task.case_id.in_(ids)) if keys else None
    found = list(step.session.scalars(tasks)) if tasks is not None else []
    forget_mentions(step.session, [case.reference for case in cases], found, keys=keys)


def _settle_incidents(step: Step, ids: Sequence[int]) -> None:
    """Nobody needs to look after what went wrong in a case that is no more."""
    still = update(Incident).where(Incident.case_id.in_(ids), Incident.state == OPEN)
    over = {"state": "skipped", "resolved_at": step.now, "resolved_by": step.actor.id}
    step.session.execute(still.values(**over).execution_options(synchronize_session=False))


def _erased(case: Case, entries: int, letters: int, files: int, linked: tuple[LinkedRecord, ...]) -> Erased:
    return Erased(
        case_id=case.id,
        reference=case.reference,
        process=case.process,
        record_class=case.record_class,
        ended=case.ended_at.isoformat() if case.ended_at else "",
        entries=entries,
        letters=letters,
        files=files,
        seq=case.last_seq,
        hash=case.last_hash,
        linked=linked,
    )
