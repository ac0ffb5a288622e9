"""The cases linked with one that is to be erased: which were given its values, or gave it some of theirs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import simplejson
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from engine.cases.models import OPEN, Case, CaseLink
from engine.library.live import package_of
from engine.timeline.models import Payload, TimelineEntry

ERASED = "erased"
OPENED, RAISED, LOOKED_UP = "case opened", "linked case opened", "linked cases looked up"


@dataclass(frozen=True, kw_only=True)
class LinkedRecord:
    """A case linked with the one in question, as far as its records concern that one's customer."""

    reference: str
    kind: str  # what the one in question is to it
    process: str
    title: str  # of the process
    state: str  # as of a case, or "erased"
    received: bool  # it was opened with values of the one in question, brought or looked up some
    gave: bool  # the other way round

    @property
    def values(self) -> str:
        """In words for people, after the reference."""
        if self.received or self.gave:
            done = (("was given", self.received), ("gave", self.gave))
            return f"{' and '.join(words for words, is_so in done if is_so)} values"
        return "no copy is known"

    @property
    def line(self) -> dict[str, Any]:
        """As a certificate says it: nothing in it is anybody's name."""
        names = ("reference", "kind", "process", "state", "received", "gave")
        return {name: getattr(self, name) for name in names}


def linked_records(session: Session, case_id: int, besides: Collection[int] = ()) -> tuple[LinkedRecord, ...]:
    """The cases linked with this one, the longest linked first, without those `besides` it.

    What went from one to the other is read from the timelines of both, so of an erased one only what the
    other one's says.
    """
    links = [
        (link, other)
        for link, other in session.execute(
            select(CaseLink, Case)
            .join(Case, Case.id == CaseLink.other_id)
            .where(CaseLink.case_id == case_id, Case.id.not_in(sorted({case_id, *besides})))
            .order_by(CaseLink.linked_at, Case.id, CaseLink.kind)
        )
    ]
    if not links:
        return ()
    handed = set(_handed(session, {case_id, *(other.id for _, other in links)}))
    handed |= set(_answered(session, case_id))
    reference = session.get_one(Case, case_id).reference
    return tuple(
        LinkedRecord(
            reference=other.reference,
            kind=link.kind,
            process=other.process,
            title=package_of(session, other.version).settings.title,
            state=other.state if other.erased_at is None else ERASED,
            received=(reference, other.reference) in handed,
            gave=(other.reference, reference) in handed,
        )
        for link, other in links
    )


def _handed(session: Session, case_ids: Collection[int]) -> Iterator[tuple[str, str]]:
    """Pairs of references: whose values went to whom, by what these cases say of opening and looking up."""
    told = session.execute(
        select(Case.reference, TimelineEntry.verb, Payload.content)
        .join(Case, Case.id == TimelineEntry.case_id)
        .join(Payload, Payload.id == TimelineEntry.payload_id)
        .where(TimelineEntry.case_id.in_(sorted(case_ids)), Payload.content.is_not(None))
        .where(TimelineEntry.verb.in_((OPENED, RAISED, LOOKED_UP)))
    ).all()
    said = [(reference, verb, simplejson.loads(content)) for reference, verb, content in told if content]
    # An opening without values handed none over; one whose contents are erased may have.
    empty = {reference for reference, verb, content in said if verb == OPENED and not content.get("answers")}
    for reference, verb, content in said:
        if verb == RAISED and content["reference"] not in empty:
            yield reference, content["reference"]
        elif verb == LOOKED_UP:
            for found in content.get("found", ()):
                yield found, reference


def _answered(session: Session, case_id: int) -> Iterator[tuple[str, str]]:
    """The same of values that a case brought another one when it ended."""
    ended, hearing = aliased(Case), aliased(Case)
    rows = session.execute(
        select(ended.reference, hearing.reference, CaseLink.answer)
        .join(ended, ended.id == CaseLink.case_id)
        .join(hearing, hearing.id == CaseLink.other_id)
        .where((CaseLink.case_id == case_id) | (CaseLink.other_id == case_id))
        .where(CaseLink.answer.is_not(None), ended.state != OPEN)
    )
    for giver, hearer, answer in rows:
        if _brings(answer):
            yield giver, hearer


def _brings(answer: Mapping[str, Any] | None) -> bool:
    return bool(answer and answer.get("bring"))
