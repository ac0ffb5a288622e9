"""Who works on cases: staff. Neither customers nor administrators write to one, whatever door they take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from engine.commands.acknowledge_escalation import acknowledge_escalation
from engine.commands.add_note import add_note
from engine.commands.assign_task import assign_task
from engine.commands.cancel_case import cancel_case
from engine.commands.claim_task import claim_task
from engine.commands.complete_task import complete_task
from engine.commands.correlate_message import correlate_message
from engine.commands.escalate import escalate
from engine.commands.export_evidence import export_evidence
from engine.commands.link_cases import link_cases
from engine.commands.merge_cases import merge_cases
from engine.commands.open_case import open_case
from engine.commands.reassign import reassign
from engine.commands.record_promise import record_promise
from engine.commands.release_case import release_case
from engine.commands.reopen_case import reopen_case
from engine.commands.resolve_escalation import resolve_escalation
from engine.commands.send_back import send_back
from engine.commands.take_over import take_over
from engine.errors import AmendsError, NotAllowed
from engine.step import CUSTOMER, Actor
from engine.timeline.models import TimelineEntry
from tests.engine.commands.desk import Desk
from tests.engine.commands.package import two_steps

WHY = "it must be"
DEEDS: dict[str, Callable[[Scene], tuple[Any, ...]]] = {
    "opens a case": lambda _: (open_case, "demo"),
    "notes": lambda at: (add_note, at.case, "Hello."),
    "claims": lambda at: (claim_task, at.task),
    "completes": lambda at: (complete_task, at.task, {}),
    "assigns": lambda at: (assign_task, at.task, at.person),
    "sends back": lambda at: (send_back, at.task, "answer", WHY),
    "escalates": lambda at: (escalate, at.case, 1, WHY),
    "acknowledges": lambda at: (acknowledge_escalation, at.escalation),
    "takes over": lambda at: (take_over, at.escalation),
    "resolves": lambda at: (resolve_escalation, at.escalation, WHY),
    "reassigns": lambda at: (reassign, at.case, at.person, WHY),
    "cancels": lambda at: (cancel_case, at.case, WHY),
    "reopens": lambda at: (reopen_case, at.case, WHY),
    "links": lambda at: (link_cases, at.case, at.other, "related"),
    "merges": lambda at: (merge_cases, at.case, at.other, WHY),
    "promises": lambda at: (record_promise, at.case, "A call.", at.now + timedelta(days=1)),
    "sends a message": lambda at: (correlate_message, "heard", at.reference, {}),
    "releases": lambda at: (release_case, at.case),
    "takes evidence away": lambda at: (export_evidence, at.reference),
}


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A case with an open task and an escalation, another case, and a colleague."""

    now: datetime
    case: int
    other: int
    reference: str
    task: str
    escalation: str
    person: str


def scene_at(desk: Desk) -> Scene:
    """Set it up."""
    desk.deploy(two_steps().build())
    opened = desk.open()
    task = desk.task("register").id
    return Scene(
        now=desk.now,
        case=opened.case_id,
        other=desk.open().case_id,
        reference=opened.reference,
        task=task,
        escalation=desk.do("sue", escalate, opened.case_id, 1, WHY),
        person=desk.people["ben"].id,
    )


def refused_to(desk: Desk, actor: Actor, scene: Scene) -> list[str]:
    """What this actor may not do; what cannot be done any more is no matter of rights."""
    refused = []
    for deed, call in DEEDS.items():
        try:
            desk.do(actor, *call(scene))
        except NotAllowed:
            refused.append(deed)
        except AmendsError:
            continue
    return refused


def test_neither_administrators_nor_customers_write_to_a_case(desk: Desk) -> None:
    scene = scene_at(desk)
    before = len(desk.rows(TimelineEntry))
    # In the task's own group, so that nothing but the missing role is in the way.
    administrator = replace(desk.people["ana"], roles=frozenset({"administrator", "process_owner"}))

    for actor in (administrator, replace(administrator, kind="program"), CUSTOMER):
        assert refused_to(desk, actor, scene) == list(DEEDS)

    assert len(desk.rows(TimelineEntry)) == before


def test_staff_do(desk: Desk) -> None:
    scene = scene_at(desk)
    staff = replace(desk.people["ana"], roles=frozenset({"staff", "supervisor"}))

    assert refused_to(desk, staff, scene) == []
