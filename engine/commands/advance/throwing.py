"""Events a case threw: messages and signals for other cases, escalations for supervisors."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from engine.bpmn.position import Thrown
from engine.cases.models import Wait
from engine.clocks.escalations import raise_escalation
from engine.clocks.models import Escalation
from engine.commands.advance.running import Running
from engine.feel.values import to_json
from engine.work.queue import put

LOWEST_LEVEL = 1


def pass_on_thrown(running: Running) -> None:
    """Pass on what was thrown since the last call. Errors need nothing: uncaught ones are stuck places."""
    thrown = running.position().thrown
    for event in thrown[running.thrown :]:
        if event.kind == "message":
            _send(running, event)
        elif event.kind == "signal":
            _broadcast(running, event)
        # Without an element it came from outside, by a clock or by hand, and has its row already.
        elif event.kind == "escalation" and event.element is not None:
            _escalate(running, event)
    running.thrown = len(thrown)


def _send(running: Running, event: Thrown) -> None:
    """Have the message correlated in a transaction of its own: it may move another case."""
    content = {"name": event.name, "key": event.key or "", "variables": to_json(dict(event.variables))}
    put(running.session, kind="message", due_at=running.step.now, content=content)
    running.happened("message sent", event.element, name=event.name, key=event.key)


def _broadcast(running: Running, event: Thrown) -> None:
    """One row of work per place that waits for the signal now: who waits later does not hear it."""
    waiting = select(Wait.case_id, Wait.id).where(Wait.kind == "signal", Wait.name == event.name)
    variables = to_json(dict(event.variables))
    for case_id, wait_id in running.session.execute(waiting.where(Wait.case_id != running.case.id)):
        content = {"wait": wait_id, "variables": variables}
        put(running.session, kind="signal", case_id=case_id, due_at=running.step.now, content=content)
    running.happened("signal sent", event.element, name=event.name)


def _escalate(running: Running, event: Thrown) -> None:
    text = event.properties.get("level", "")
    escalation = raise_escalation(
        running.step,
        running.case,
        running.package,
        origin="diagram",
        level=int(text) if text.isdecimal() else LOWEST_LEVEL,
        code=event.name,
        reason=_drawn_name(running, event),
        element=event.element,
    )
    running.happened("escalation raised", event.element, **told(escalation))


def told(escalation: Escalation) -> dict[str, Any]:
    """What the timeline keeps of an escalation."""
    return {
        "escalation": escalation.id,
        "origin": escalation.origin,
        "level": escalation.level,
        "group": escalation.grp,
        "code": escalation.code,
        "clock": escalation.clock,
        "reason": escalation.reason,
    }


def _drawn_name(running: Running, event: Thrown) -> str:
    """What the diagram calls the event, for the supervisor who reads the queue."""
    for process in running.package.model.processes.values():
        element = process.elements.get(event.element or "")
        if element is not None:
            return element.label
    return event.name
