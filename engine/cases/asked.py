"""What a case can be told by a form now: on the customer's page, and by staff for the customer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.bpmn.model import Element
from engine.cases.errors import NotTaker
from engine.cases.models import OPEN, Case, Wait
from engine.library.live import package_of
from engine.library.package import Package
from engine.step import Actor

REOPEN = "reopen"  # the message that an ended case may begin its next run with
ASKED, OFFERED = "asked", "offered"
WAITED_FOR = frozenset({"intermediateCatchEvent", "receiveTask"})
STAFF_ONLY, TAKEN_BY = "staffOnly", "takenBy"  # properties of a message event with a form


@dataclass(frozen=True, kw_only=True)
class Request:
    """Something the case can be told now. `asked` waits for it, `offered` is open at any time."""

    element: str
    title: str
    form: str
    kind: str
    since: datetime
    staff_only: bool


def requests_to_customer(session: Session, case: Case, *, theirs: bool = True) -> tuple[Request, ...]:
    """What the customer can tell us.

    Another customer, whose case was merged into this one (`theirs` is false), may add to it, but not answer
    for the customer or end what others wait for.
    """
    found = _requests(session, case)
    return tuple(
        request
        for request, drawn in found
        if not request.staff_only and (theirs or (case.state == OPEN and not _decides(drawn)))
    )


def requests_to_staff(session: Session, case: Case, actor: Actor) -> tuple[Request, ...]:
    """What this person can enter, for the customer or as staff."""
    package = package_of(session, case.version)
    return tuple(
        request for request, drawn in _requests(session, case) if may_take(actor, case, package, drawn)
    )


def is_for_staff(drawn: Element) -> bool:
    """Whether this message is never the customer's to send."""
    return drawn.properties.get(STAFF_ONLY) == "yes"


def may_take(actor: Actor, case: Case, package: Package, drawn: Element) -> bool:
    """Whether this person may enter what arrives at this event: by group, as the case's owner, or above."""
    named = {name.strip() for name in drawn.properties.get(TAKEN_BY, "").split(",") if name.strip()}
    groups = named or package.settings.groups.keys()
    return bool(actor.groups & groups) or actor.has_role("supervisor") or actor.id == case.owner_id


def require_may_take(actor: Actor, case: Case, package: Package, drawn: Element) -> None:
    """Refuse whoever may not. Raises NotTaker."""
    if not may_take(actor, case, package, drawn):
        raise NotTaker(drawn.label)


def _requests(session: Session, case: Case) -> tuple[tuple[Request, Element], ...]:
    if case.state != OPEN:
        return _reopening(session, case)
    drawn = elements_of(package_of(session, case.version))
    waits = session.scalars(
        select(Wait)
        .where(Wait.case_id == case.id, Wait.kind == "message", Wait.form.is_not(None))
        .order_by(Wait.opened_at, Wait.element)
    )
    found = [
        (_request(drawn[wait.element], wait.title, wait.form or "", wait.opened_at), drawn[wait.element])
        for wait in waits
    ]
    return tuple(sorted(found, key=lambda pair: pair[0].kind))


def _reopening(session: Session, case: Case) -> tuple[tuple[Request, Element], ...]:
    """What can be said to have an ended case reopened, where the diagram draws that."""
    package = package_of(session, case.version)
    since = case.ended_at or case.opened_at
    return tuple(
        (_request(event, event.label, event.properties["form"], since), event)
        for event in package.model.processes[package.settings.main].starts
        if event.event is not None and event.event.name == REOPEN and "form" in event.properties
    )


def _request(drawn: Element, title: str, form: str, since: datetime) -> Request:
    return Request(
        element=drawn.id,
        title=drawn.properties.get("title", title),
        form=form,
        kind=ASKED if drawn.kind in WAITED_FOR else OFFERED,
        since=since,
        staff_only=is_for_staff(drawn),
    )


def elements_of(package: Package) -> dict[str, Element]:
    """Everything drawn in the diagrams of a package, by id."""
    processes = package.model.processes.values()
    return {element.id: element for process in processes for element in process.elements.values()}


def _decides(element: Element) -> bool:
    """Whether the case takes another way with this message, instead of something happening beside it."""
    return element.kind in WAITED_FOR or element.interrupting
