"""Messages find the cases that wait for them, by name and key, once per case."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from engine.cases.access import require_staff
from engine.cases.errors import NotAwaited
from engine.cases.file import dump_file
from engine.cases.locking import locked_case, settle
from engine.cases.merging import leading_case
from engine.cases.models import OPEN, Case, KeptMessage, Wait
from engine.commands.advance.reopening import REOPEN, next_run, reopening_event
from engine.commands.advance.running import load_running
from engine.commands.asking import plain
from engine.commands.once import once_only
from engine.commands.progress import progress
from engine.library.live import package_of
from engine.step import Step
from engine.work.models import Work
from engine.work.queue import put

KEPT_FOR = timedelta(days=1)  # a message that nobody waits for yet


@once_only
def correlate_message(
    step: Step, name: str, key: str, variables: Mapping[str, Any], *, kept_for: timedelta = KEPT_FOR
) -> int:
    """Give a message to every case that waits for this name and key; says how many there are.

    Within one case the place that waited longest gets it. The first case moves on in this transaction,
    others in their own. When nobody waits, the message is kept for `kept_for`, and the first place that then
    waits for it uses it up.
    """
    require_staff(step.actor)
    return hand_in(step, name, key, plain(variables), kept_for)


def correlate(step: Step, work: Work) -> None:
    """Do the same for a message that another case threw."""
    said = work.content
    hand_in(step, said["name"], said["key"], said["variables"], KEPT_FOR)


def hand_in(
    step: Step, name: str, key: str, variables: Mapping[str, Any], kept_for: timedelta = KEPT_FOR
) -> int:
    """The same inside a command that already answers for who asked and how often."""
    led = leading_case(step.session, key)
    key = led.reference if led is not None else key  # what is meant for a merged case, the other one gets
    waits = _waiting(step, name, key)
    if not waits and name == REOPEN and led is not None and led.state != OPEN:
        return _reopen(step, led.id, variables)
    if not waits:
        _keep(step, name, key, variables, kept_for)
        return 0
    for wait in waits[1:]:
        content = {"wait": wait.id, "variables": dict(variables)}
        put(step.session, kind="deliver", case_id=wait.case_id, due_at=step.now, content=content)
    deliver(step, waits[0].id, waits[0].case_id, variables)
    return len(waits)


def _reopen(step: Step, case_id: int, variables: Mapping[str, Any]) -> int:
    """An ended case begins its next run, where its diagram draws that; how many did."""
    case = locked_case(step.session, case_id)
    event = reopening_event(package_of(step.session, case.version))
    if event is None or case.state == OPEN:
        return 0
    running = next_run(step, case, event, variables)
    progress(running, running.package.settings.main)
    return 1


def deliver_if_awaited(step: Step, work: Work) -> None:
    """Give a message or signal to one place, unless its case went on without it meanwhile."""
    if work.case_id is None:
        return
    with contextlib.suppress(NotAwaited):
        deliver(step, work.content["wait"], work.case_id, work.content["variables"])


def deliver(step: Step, wait_id: str, case_id: int, variables: Mapping[str, Any]) -> None:
    """Carry one case on with the message it waits for. Raises NotAwaited when it no longer waits."""
    case = locked_case(step.session, case_id)
    wait = step.session.get(Wait, wait_id, populate_existing=True)
    if wait is None or case.state != OPEN:
        raise NotAwaited(case.reference)
    running = load_running(step, case)
    running.happened(
        f"{wait.kind} received", wait.element, name=wait.name, key=wait.key, answers=dict(variables)
    )
    running.execution.deliver(wait.place, dict(variables))
    progress(running)


def _keep(step: Step, name: str, key: str, variables: Mapping[str, Any], kept_for: timedelta) -> None:
    """Keep a message for whoever waits for it soon."""
    message = KeptMessage(
        id=uuid4().hex,
        name=name,
        key=key,
        content=dump_file(variables),
        received_at=step.now,
        expires_at=step.now + kept_for,
    )
    step.session.add(message)
    settle(step.session)
    put(step.session, kind="message_expiry", ref=message.id, due_at=message.expires_at)


def _waiting(step: Step, name: str, key: str) -> list[Wait]:
    """The longest waiting place of each open case, in the order of the cases."""
    found = step.session.scalars(
        select(Wait)
        .join(Case, (Case.id == Wait.case_id) & (Case.state == OPEN))
        .where(Wait.kind == "message", Wait.name == name, Wait.key == key)
        .order_by(Wait.case_id, Wait.opened_at, Wait.id)
    )
    by_case: dict[int, Wait] = {}
    for wait in found:
        by_case.setdefault(wait.case_id, wait)
    return list(by_case.values())
