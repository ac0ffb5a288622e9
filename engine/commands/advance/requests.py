"""Carrying out what operations ask for but cannot do: acting on other cases, in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select

from engine.cases.links import INVERSE, require_kind, write_link
from engine.cases.locking import require_mergeable
from engine.cases.merging import leading_case
from engine.cases.models import OPEN, Case
from engine.cases.reference import read_reference
from engine.commands.advance import migrations
from engine.commands.advance.drafts import checked, released
from engine.commands.advance.ending import tell_of_end
from engine.commands.advance.opening import begun, start_event
from engine.commands.advance.running import Running
from engine.errors import AmendsError, Conflict
from engine.library.live import live_package
from engine.operations.catalogue import OPERATIONS
from engine.operations.operation import OperationError
from engine.operations.requests import (
    CheckDraft,
    LinkCase,
    LookAtRunning,
    MergeCase,
    MigrateRunning,
    OpenCase,
    ReleaseDraft,
    ReplayFinished,
    Request,
)
from engine.step import SYSTEM
from engine.work.queue import put

DEEPEST = 5  # cases that open cases that open cases: deeper, processes open one another in circles
LINKED = "linked"  # the kind of work that tells the other case's timeline

GoOn = Callable[[Running, str], None]


class CasesWithoutEnd(AmendsError):
    """Cases open one another without end."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What carrying out a request gives the case, and what its timeline says of it.

    With `beside` the job is not over: it takes a step that has locked this other case, too.
    """

    variables: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    beside: int | None = None


def carry_out(running: Running, request: Request, go_on: GoOn) -> Outcome:
    """Do it; `go_on` is what carries a case on until it rests."""
    match request:
        case OpenCase():
            return _open(running, request, go_on)
        case LinkCase():
            return _link(running, request)
        case MergeCase():
            return _merge(running, request)
        case CheckDraft():
            found = checked(running, request, OPERATIONS)
        case ReleaseDraft():
            found = released(running, request, OPERATIONS)
        case LookAtRunning():
            found = migrations.looked_at(running, request)
        case MigrateRunning():
            found = migrations.begun(running, request)
        case ReplayFinished():
            found = migrations.replayed(running, request)
    return Outcome(variables={request.result: found}, facts=found)


def _open(running: Running, request: OpenCase, go_on: GoOn) -> Outcome:
    if running.depth >= DEEPEST:
        raise CasesWithoutEnd(running.package.settings.title, request.process)
    package = live_package(running.session, request.process)
    event = start_event(package, request.start)
    require_kind(request.kind)
    # The machine opens it, whoever's answer led here: a customer opens no corrective action.
    step = replace(running.step, actor=SYSTEM, key=None)
    opened = begun(step, package, event, request.variables)
    opened.depth = running.depth + 1
    write_link(step, running.case, opened.case, request.kind, request.answer)
    opened.happened("case linked", reference=running.case.reference, kind=INVERSE[request.kind])
    go_on(opened, package.settings.main)
    reference = opened.case.reference
    return Outcome(
        variables={request.result: reference}, facts={"reference": reference, "kind": request.kind}
    )


def _link(running: Running, request: LinkCase) -> Outcome:
    session, case = running.session, running.case
    wanted = read_reference(request.reference)
    other = session.scalar(select(Case).where(Case.reference == (wanted or "")))
    if other is None or other.id == case.id:
        raise OperationError("no_such_case", f"There is no other case {request.reference}.")
    if write_link(running.step, case, other, request.kind, request.answer):
        content = {"reference": case.reference, "kind": INVERSE[request.kind]}
        put(session, kind=LINKED, case_id=other.id, due_at=running.step.now, content=content)
        if other.state != OPEN and request.answer is not None:
            tell_of_end(running.step, other, case.id, request.answer)
    return Outcome(facts={"reference": other.reference, "kind": request.kind})


def _merge(running: Running, request: MergeCase) -> Outcome:
    """Leave the merge to whoever holds both cases: this one stands still at the task, and nothing moves."""
    into = leading_case(running.session, request.reference)
    if into is None:
        raise OperationError("no_such_case", f"There is no case {request.reference}.")
    try:
        require_mergeable(running.case, into)
    except Conflict as refusal:
        raise OperationError("not_mergeable", str(refusal)) from refusal
    if running.beside == into.id:
        running.merged_because = request.reason
    return Outcome(beside=into.id)
