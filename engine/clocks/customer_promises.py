"""What somebody promised a customer, and by when: warned of before, kept or broken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from engine.cases.models import Case
from engine.clocks.errors import PromiseNotFound, PromiseSettled
from engine.clocks.models import BROKEN, KEPT, OPEN, CustomerPromise
from engine.feel.surroundings import Surroundings
from engine.forms.form import CONTAINERS, Form
from engine.step import Step
from engine.timeline.recording import Happening
from engine.work.queue import drop, put

PROMISE = "promise"  # a group's key, or a custom property "yes" of a group or dynamic list
WHAT, BY = "what", "by"
KIND = "promise"
BEFORE = timedelta(hours=2)  # the warning
OFFICE = "office"
LONGEST = 2_000  # characters
OPEN_PROMISE = CustomerPromise.state == OPEN


@dataclass(frozen=True, kw_only=True)
class PromiseView:
    """A promise as pages show it. `state` is open, kept or broken."""

    id: str
    case_id: int
    reference: str
    what: str
    due_at: datetime
    made_at: datetime
    made_by: str
    state: str
    settled_by: str | None
    note: str | None


def promised_in(
    form: Form | None, payload: Mapping[str, Any], around: Surroundings
) -> Iterator[tuple[str, datetime]]:
    """What the answers of a form promise, and by when; a row without one of the two promises nothing."""
    for field in form.everything() if form else ():
        if field.kind in CONTAINERS and (field.key == PROMISE or field.properties.get(PROMISE) == "yes"):
            given = payload.get(field.key)
            for row in given if isinstance(given, list) else [given]:
                if isinstance(row, Mapping) and row.get(WHAT) and row.get(BY):
                    yield str(row[WHAT]), moment(str(row[BY]), around)


def moment(text: str, around: Surroundings) -> datetime:
    """The instant meant by an ISO date or date-time: a day means the close of the office, or its end."""
    office = around.calendars.get(OFFICE)
    if len(text) == len("2026-03-02"):
        day = date.fromisoformat(text)
        if office is not None and office.is_working_day(day):
            return office.close_of(day)
        return datetime.combine(day, datetime.max.time(), office.timezone if office else UTC).astimezone(UTC)
    found = datetime.fromisoformat(text)
    return (found if found.tzinfo else found.replace(tzinfo=office.timezone if office else UTC)).astimezone(
        UTC
    )


def give(step: Step, case: Case, what: str, due_at: datetime, element: str | None = None) -> list[Happening]:
    """Keep a promise and have it warned of; the same one again is one promise."""
    known = select(CustomerPromise.id).where(
        CustomerPromise.case_id == case.id, CustomerPromise.what == what, CustomerPromise.due_at == due_at
    )
    if step.session.scalar(known) is not None:
        return []
    row = CustomerPromise(
        id=uuid4().hex,
        case_id=case.id,
        run=case.run,
        element=element,
        what=what[:LONGEST],
        due_at=due_at,
        made_at=step.now,
        made_by=step.actor.id,
        made_by_name=step.actor.name,
        state=OPEN,
    )
    step.session.add(row)
    put(
        step.session,
        kind=KIND,
        case_id=case.id,
        ref=row.id,
        due_at=max(step.now, due_at - BEFORE),
        dedup_key=f"{KIND}:{row.id}",
    )
    said = {"promise": row.id, "what": row.what, "due": due_at.isoformat()}
    return [Happening(verb="promise made", element=element, content=said)]


def open_promise(session: Session, promise_id: str) -> CustomerPromise:
    """The promise, to be settled. Raises PromiseNotFound, PromiseSettled."""
    row = session.get(CustomerPromise, promise_id)
    if row is None:
        raise PromiseNotFound(promise_id)
    if row.state != OPEN:
        raise PromiseSettled(row.state, row.settled_by_name)
    return row


def settle_promise_row(step: Step, row: CustomerPromise, *, kept: bool, note: str) -> Happening:
    """Say whether it was kept; answers what to write on the timeline."""
    row.state, row.note = KEPT if kept else BROKEN, note or None
    row.settled_at, row.settled_by_name = step.now, step.actor.name
    drop(step.session, case_id=row.case_id, kind=KIND, ref=row.id)
    content = {"promise": row.id, "what": row.what, "note": note}
    return Happening(verb=f"promise {row.state}", element=row.element, content=content)


def settle_all_promises(step: Step, case: Case) -> list[Happening]:
    """At the end of a case its open promises are kept where there was time left, and else broken."""
    waiting = select(CustomerPromise).where(CustomerPromise.case_id == case.id, OPEN_PROMISE)
    return [
        settle_promise_row(step, row, kept=row.due_at >= step.now, note="The case ended.")
        for row in step.session.scalars(waiting.order_by(CustomerPromise.due_at, CustomerPromise.id))
    ]


def promises_of(session: Session, case_id: int) -> tuple[PromiseView, ...]:
    """The promises of a case, the first due first."""
    query = select(CustomerPromise, Case.reference).join(Case, Case.id == CustomerPromise.case_id)
    query = query.where(CustomerPromise.case_id == case_id)
    rows = session.execute(query.order_by(CustomerPromise.due_at, CustomerPromise.id))
    return tuple(_view(row, reference) for row, reference in rows)


def promise_view(session: Session, promise_id: str) -> PromiseView:
    """One promise; raises PromiseNotFound."""
    query = select(CustomerPromise, Case.reference).join(Case, Case.id == CustomerPromise.case_id)
    found = session.execute(query.where(CustomerPromise.id == promise_id)).one_or_none()
    if found is None:
        raise PromiseNotFound(promise_id)
    return _view(*found)


def promises_due(session: Session, person_id: str, limit: int = 20) -> tuple[PromiseView, ...]:
    """The open promises that a person made, or that others made in cases of theirs, the first due first.

    Each of the two has its index, which one condition over both could not use: the cost is that of the
    person's own promises and open cases, however many there are of others.
    """
    still = literal(OPEN, literal_execute=True)  # written out: a partial index is of no use to a parameter
    is_open = CustomerPromise.state == still
    first = (CustomerPromise.due_at, CustomerPromise.id)
    made = select(CustomerPromise.id).where(is_open, CustomerPromise.made_by == person_id)
    owned = select(CustomerPromise.id).join(Case, Case.id == CustomerPromise.case_id)
    owned = owned.where(is_open, Case.owner_id == person_id, Case.state == still)
    both = [select(one.order_by(*first).limit(limit).subquery().c.id) for one in (made, owned)]
    query = (
        select(CustomerPromise, Case.reference)
        .join(Case, Case.id == CustomerPromise.case_id)
        .where(CustomerPromise.id.in_(union_all(*both)))
        .order_by(*first)
        .limit(limit)
    )
    return tuple(_view(row, reference) for row, reference in session.execute(query))


def _view(row: CustomerPromise, reference: str) -> PromiseView:
    return PromiseView(
        id=row.id,
        case_id=row.case_id,
        reference=reference,
        what=row.what,
        due_at=row.due_at,
        made_at=row.made_at,
        made_by=row.made_by_name,
        state=row.state,
        settled_by=row.settled_by_name,
        note=row.note,
    )
