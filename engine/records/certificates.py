"""Certificates: who had what erased, when and why, in words that name no customer and never change."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import simplejson
from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from engine.records.erasing import Erased
from engine.records.errors import CertificateNotFound
from engine.records.kept import rules_of
from engine.records.models import Certificate
from engine.step import Step
from engine.timeline.chain import canonical

PAGE = 50
TITLE = "Certificate of disposal"


@dataclass(frozen=True, kw_only=True)
class CertificateView:
    """A certificate; `lines` say for each case its reference, process, class, links, and what went.

    `whole` is whether the statement is still the one that the digest was made of.
    """

    id: str
    kind: str
    at: datetime
    by: str
    reason: str
    cases: int
    digest: str
    statement: str
    lines: Sequence[Mapping[str, Any]]
    whole: bool

    @property
    def linked(self) -> Sequence[Mapping[str, Any]]:
        """Cases linked with those erased, which may hold copies; `of` is the erased one."""
        here = {line["reference"] for line in self.lines}
        return [
            {"of": line["reference"], **other}
            for line in self.lines
            for other in line.get("linked", ())
            if other["reference"] not in here
        ]

    @property
    def cursor(self) -> tuple[datetime, str]:
        """Where the page after this certificate begins."""
        return self.at, self.id


def certify(step: Step, certificate_id: str, kind: str, reason: str, erased: Sequence[Erased]) -> Certificate:
    """Write the certificate of what was erased in this transaction."""
    statement = canonical(
        {
            "title": TITLE,
            "id": certificate_id,
            "kind": kind,
            "at": step.now.astimezone(UTC).isoformat(),
            "by": {"id": step.actor.id, "name": step.actor.name},
            "reason": reason,
            "cases": [_line(step.session, one) for one in erased],
        }
    ).decode()
    row = Certificate(
        id=certificate_id,
        kind=kind,
        at=step.now,
        by_id=step.actor.id,
        by_name=step.actor.name,
        reason=reason,
        cases=len(erased),
        statement=statement,
        digest=_digest(statement),
    )
    step.session.add(row)
    step.session.flush()
    return row


def certificates(
    session: Session, *, after: tuple[datetime, str] | None = None, limit: int = PAGE
) -> tuple[CertificateView, ...]:
    """A page of certificates, the latest first."""
    query = select(Certificate).order_by(Certificate.at.desc(), Certificate.id.desc()).limit(limit)
    if after is not None:
        query = query.where(tuple_(Certificate.at, Certificate.id) < tuple_(*after))
    return tuple(_view(row) for row in session.scalars(query))


def certificate(session: Session, certificate_id: str) -> CertificateView:
    """One certificate; CertificateNotFound."""
    row = session.get(Certificate, certificate_id)
    if row is None:
        raise CertificateNotFound(certificate_id)
    return _view(row)


def as_file(view: CertificateView) -> bytes:
    """The certificate to be kept elsewhere: the statement as it stands, and its digest beside it."""
    document = {"statement": view.statement, "sha256": view.digest}
    return (simplejson.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _line(session: Session, erased: Erased) -> dict[str, Any]:
    known = rules_of(session, erased.process).class_named(erased.record_class)
    return {
        "reference": erased.reference,
        "process": erased.process,
        "class": known.key if known else None,
        "kept_for": known.keep if known else None,
        "ended": erased.ended,
        "entries": erased.entries,
        "letters": erased.letters,
        "files": erased.files,
        "chain": {"seq": erased.seq, "hash": erased.hash},
        "linked": [one.line for one in erased.linked],
    }


def _digest(statement: str) -> str:
    return hashlib.sha256(statement.encode()).hexdigest()


def _view(row: Certificate) -> CertificateView:
    return CertificateView(
        id=row.id,
        kind=row.kind,
        at=row.at,
        by=row.by_name,
        reason=row.reason,
        cases=row.cases,
        digest=row.digest,
        statement=row.statement,
        lines=simplejson.loads(row.statement)["cases"],
        whole=_digest(row.statement) == row.digest,
    )
