"""The messages and signals a case waits for: rows by which whoever brings one finds the case."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import ColumnElement, bindparam, delete, select

from engine.bpmn.position import Position, Subscription
from engine.cases.file import load_file
from engine.cases.models import KeptMessage, Wait
from engine.commands.advance.running import Running
from engine.writing import write

# Built once, and run beside the unit of work: such a step holds none of these rows as objects.
_TAKE_AWAY = delete(Wait).where(
    Wait.case_id == bindparam("case"),
    Wait.run == bindparam("run"),
    Wait.place == bindparam("where"),
)


def reconcile_waits(running: Running, position: Position) -> None:
    """One row per subscription."""
    there, wanted = _known(running), {one.id for one in position.subscriptions}
    gone = sorted(there - wanted)
    if gone:
        case = running.case
        write(
            running.session,
            _TAKE_AWAY,
            [{"case": case.id, "run": case.run, "where": place} for place in gone],
        )
    for subscription in position.subscriptions:
        if subscription.id not in there:
            _wait_for(running, subscription)


def deliver_kept(running: Running) -> bool:
    """Give messages that came too early to the places that now wait for them; whether there were any.

    A message goes to one place only, and is used up by it.
    """
    messages = [one for one in running.position().subscriptions if one.kind == "message"]
    if not messages:
        return False
    known = _known(running)
    fresh = [one for one in messages if one.id not in known]
    for subscription in fresh:
        kept = running.session.scalar(
            select(KeptMessage)
            .where(KeptMessage.name == subscription.message, _meant(running, subscription))
            .where(KeptMessage.expires_at > running.step.now)
            .order_by(KeptMessage.received_at, KeptMessage.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if kept is not None:
            running.session.delete(kept)
            running.session.flush()
            running.happened("message received", subscription.element, name=kept.name, kept=True)
            running.execution.deliver(subscription.id, load_file(kept.content))
            return True
    return False


def _meant(running: Running, subscription: Subscription) -> ColumnElement[bool]:
    """Messages for everybody go by their key; one for this case alone also by the case's own reference."""
    case, key = running.case, subscription.key or ""
    for_us = KeptMessage.case_id == case.id
    if key == case.reference:
        return for_us | (KeptMessage.case_id.is_(None) & (KeptMessage.key == key))
    return (KeptMessage.case_id.is_(None) | for_us) & (KeptMessage.key == key)


def _known(running: Running) -> set[str]:
    """The places that waited when the last step was committed."""
    if running.before is not None:
        return {one.id for one in running.before.subscriptions}
    case = running.case
    rows = select(Wait.place).where(Wait.case_id == case.id, Wait.run == case.run)
    return set(running.session.scalars(rows))


def _wait_for(running: Running, subscription: Subscription) -> None:
    running.session.add(
        Wait(
            id=uuid4().hex,
            case_id=running.case.id,
            run=running.case.run,
            place=subscription.id,
            kind=subscription.kind,
            process_id=subscription.process,
            element=subscription.element,
            host=subscription.host,
            title=subscription.name,
            name=subscription.message,
            key=subscription.key,
            form=subscription.properties.get("form"),
            opened_at=running.step.now,
        )
    )
