"""Copies of files that staff take along, stamped as process.yaml says; the current version of a document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.cases.errors import FileNotFound
from engine.cases.files import StoredFile, file_of
from engine.cases.given import given
from engine.cases.known import known
from engine.cases.merging import leading_case
from engine.cases.models import Attachment, Case, CaseFile
from engine.cases.stamping import ZIP, Stamp, packed, stamped
from engine.feel.surroundings import Surroundings
from engine.feel.text import compile_text
from engine.feel.values import from_json, to_json
from engine.library.live import package_of
from engine.library.process_settings import StampSettings


def copy_of(session: Session, case: Case, file_id: str, around: Surroundings) -> StoredFile:
    """A file of this case as it may leave the house: stamped where process.yaml asks for it. FileNotFound."""
    found = file_of(session, case.id, file_id)
    field = session.scalar(select(Attachment.field).where(Attachment.id == file_id))
    rule = package_of(session, case.version).settings.stamps.get(field or "")
    stamp = _stamp(session, case, rule, around) if rule is not None else None
    return found if stamp is None else stamped(found, stamp)


def current_copy(session: Session, case: Case, field: str, around: Surroundings) -> StoredFile:
    """The files that a record's current version consists of, stamped: one as it is, several in a zip.

    FileNotFound where the record keeps no such files, or nothing is in force.
    """
    rule = package_of(session, case.version).settings.stamps.get(field)
    reference = _value(session, case, rule.current, around) if rule is not None else None
    holder = leading_case(session, reference) if isinstance(reference, str) else None
    if rule is None or holder is None:
        raise FileNotFound
    kept = _kept(session, holder, around).get(field)
    ids = [one["id"] for one in kept if isinstance(one, Mapping)] if isinstance(kept, list) else []
    stamp = _stamp(session, holder, rule, around)
    copies = [file_of(session, holder.id, one) for one in ids]
    if not copies:
        raise FileNotFound
    if len(copies) == 1:
        return copies[0] if stamp is None else stamped(copies[0], stamp)
    words = stamp or Stamp(words="")
    inside = [stamped(one, words) if one.name.lower().endswith(".pdf") else one for one in copies]
    return StoredFile(name=f"{case.reference}.zip", media_type=ZIP, content=packed(inside, words))


def _stamp(session: Session, case: Case, rule: StampSettings, around: Surroundings) -> Stamp | None:
    """What the copy says of itself; None where nothing is said, as of a draft."""
    record: Mapping[str, Any] = {}
    reference = _value(session, case, rule.record, around)
    if isinstance(reference, str):
        found = leading_case(session, reference)
        record = _kept(session, found, around) if found is not None else {}
    said = _value(session, case, rule.words, around, record=dict(record))
    if isinstance(said, Mapping):
        words, withdrawn = said.get("words"), said.get("withdrawn") is True
    else:
        words, withdrawn = said, False
    return Stamp(words=words, withdrawn=withdrawn) if isinstance(words, str) and words else None


def _value(session: Session, case: Case, text: str, around: Surroundings, **more: Any) -> Any:
    file = _kept(session, case, around)
    beside = given(session, case, package_of(session, case.version).settings, file, around)
    return to_json(compile_text(text).evaluate(from_json({**file, **beside, **more}), around))


def _kept(session: Session, case: Case, around: Surroundings) -> dict[str, Any]:
    """What the case knows now, its open called diagrams included."""
    return known(
        session, case, session.scalars(select(CaseFile).where(CaseFile.case_id == case.id)).one(), around
    )
