"""Beginning to wait: messages, signals, instants and conditions, evaluated when they are armed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.bpmn.graph.node import Node, given
from engine.bpmn.graph.timing import zone_of
from engine.bpmn.run.state import Run
from engine.bpmn.run.stuck import FAILURES, NotUsable, stick_new
from engine.bpmn.run.token import Scope, Token, Wait
from engine.bpmn.schedule import schedule
from engine.feel.numbers import DIGITS

OUTSIDE = frozenset({"message", "signal", "timer", "conditional"})


def text_of(run: Run, node: Node, attribute: str, scope: Scope, token: Token | None) -> str:
    """A name, code or key that has to be a text (a number will do). Raises FeelError, NotUsable."""
    found = run.value(node.formulas[attribute], scope, token)
    if isinstance(found, str) and found:
        return found
    endless = isinstance(found, Decimal) and abs(found.adjusted()) > DIGITS  # 1e999999 fills the memory
    if found is None or endless or isinstance(found, bool | list | dict | str):
        written = node.formulas[attribute].text
        raise NotUsable(
            f"no-{attribute}", f"'{written}' of '{node.element.label}' gives no text to use as {attribute}."
        )
    return f"{found:f}" if isinstance(found, Decimal) else str(found)


def arm(run: Run, event: Node, where: Node, scope: Scope, token: Token | None) -> None:
    """Wait for an event. `where` is the node the waiting is about. Raises what makes a token stuck."""
    kind = event.event_kind
    if kind not in OUTSIDE:
        return
    found: dict[str, Any] = {}
    if kind in ("message", "signal"):
        found["name"] = text_of(run, event, "name", scope, token)
        if "key" in event.formulas:
            found["key"] = text_of(run, event, "key", scope, token)
    elif kind == "timer":
        value = run.value(event.formulas["timer"], scope, token)
        when = schedule(given(event.element.event).timer or "", value, run.around.now, zone_of(run.around))
        found.update(due=when.due, every=when.every, left=when.left, begin=when.begin)
    run.wait(Wait(id=run.number(), kind=kind, node=where, scope=scope, token=token, **found))


def arm_boundaries(run: Run, token: Token) -> None:
    """Wait for everything attached to an activity. Raises what makes a token stuck."""
    for boundary in token.node.boundaries:
        arm(run, boundary, boundary, token.scope, token)


def disarm(run: Run, token: Token) -> None:
    """Forget what was armed for a token that could not begin."""
    for wait in list(token.waits.values()):
        run.unwait(wait)


def listen(run: Run, scope: Scope) -> None:
    """Wait for the event sub-processes of a scope; one that cannot be armed is a stuck token of its own."""
    for node in scope.area.event_sub_processes:
        try:
            arm(run, given(node.catches), node, scope, None)
        except FAILURES as error:
            scope.live += 1
            stick_new(run, scope, node, "arm", error)
