"""The loop that moves tokens until everything rests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.bpmn.graph.node import Link, Node, given
from engine.bpmn.model import ACTIVITIES
from engine.bpmn.run import activities, compensation, instances
from engine.bpmn.run.flows import arrive_at_join, consume, is_join, ready_inclusive_join
from engine.bpmn.run.happening import ask_conditions
from engine.bpmn.run.mapping import happen
from engine.bpmn.run.state import Run
from engine.bpmn.run.stuck import FAILURES, NotUsable, stick, stick_new
from engine.bpmn.run.token import Scope, Token, Values
from engine.bpmn.run.waiting import arm

_THROWING = ("intermediateThrowEvent", "endEvent")
STEP_BUDGET = 1_000  # automatic nodes in one move; more is a loop without people in it


def settle(run: Run) -> None:
    """Move on until nothing moves by itself. Inclusive joins and conditions are asked when all is quiet."""
    run.moves, run.allowance = 0, STEP_BUDGET
    queue = run.queue
    while True:
        while queue:
            verb, subject, what, more = queue.popleft()
            _DO[verb](run, subject, what, more)
        if run.joining:
            found = ready_inclusive_join(run)
            if found is not None:
                consume(run, *found)
                pass_gateway(run, *found)
                continue
        # conditions that make one another true for ever end with the budget, like any loop without people
        if not run.conditions or run.moves > run.allowance or not ask_conditions(run):
            return


def _spent(run: Run) -> bool:
    run.moves += 1
    return run.moves > run.allowance


def _too_far() -> NotUsable:
    return NotUsable(
        "step-budget", f"More than {STEP_BUDGET} automatic steps in a row: perhaps a loop that nobody ends."
    )


def _arrive(run: Run, scope: Scope, node: Node, link: Link) -> None:
    if is_join(node) and not arrive_at_join(run, scope, node, link):
        return
    enter(run, scope, node, None)


def enter(run: Run, scope: Scope, node: Node, _: Any) -> None:
    """Something live comes to a node: gateways and plain events pass it on, the rest holds a token."""
    if _spent(run):
        stick_new(run, scope, node, "enter", _too_far())
    elif node.kind in ACTIVITIES:
        activities.begin(run, run.place(node, scope))
    elif node.kind == "eventBasedGateway":
        _await_first(run, scope, node)
    elif node.kind == "intermediateCatchEvent" and node.event_kind != "link":
        _catch(run, scope, node)
    elif node.inputs or node.outputs or (node.kind in _THROWING and node.event_kind not in (None, "link")):
        activities.begin(run, run.place(node, scope))
    else:
        pass_gateway(run, scope, node)


def pass_gateway(run: Run, scope: Scope, node: Node) -> None:
    """Go on at once."""
    run.note("entered", node)
    run.note("left", node)
    activities.leave(run, scope, node)
    run.release(scope)


def _catch(run: Run, scope: Scope, node: Node) -> None:
    token = run.place(node, scope)
    token.kind = "catch"
    run.note("entered", node)
    run.moves -= 1
    try:
        arm(run, node, node, scope, token)
    except FAILURES as error:
        stick(token, "enter", error)


def _await_first(run: Run, scope: Scope, node: Node) -> None:
    """An event-based gateway waits for all its events; the first that happens decides."""
    token = run.place(node, scope)
    token.kind = "gateway"
    run.note("entered", node)
    run.moves -= 1
    try:
        for link in node.links:
            arm(run, link.target, link.target, scope, token)
    except FAILURES as error:
        for wait in list(token.waits.values()):
            run.unwait(wait)
        stick(token, "enter", error)


def occur(run: Run, scope: Scope, node: Node, values: Values | None) -> None:
    """An event has happened: what it brings is mapped, then its flows are taken."""
    run.note("entered", node)
    try:
        happen(run, node, values or {}, scope)
    except FAILURES as error:
        stick_new(run, scope, node, "occur", error).local = values
        return
    run.note("left", node)
    activities.leave(run, scope, node)
    run.release(scope)


def _begin(run: Run, token: Token, *_: Any) -> None:
    if token.id not in run.tokens:
        return
    if _spent(run):
        stick(token, "begin", _too_far())
    else:
        activities.begin(run, token)


def _finish(run: Run, token: Token, values: Values, _: Any) -> None:
    if token.id in run.tokens:
        activities.finish(run, token, values)


def _concluded(run: Run, holder: Token, values: Values, _: Any) -> None:
    if holder.id in run.tokens:
        run.merge(values, holder.scope, holder)
        activities.conclude(run, holder)


def _round(run: Run, holder: Token, done: int, _: Any) -> None:
    if holder.id in run.tokens:
        try:
            instances.next_round(run, holder, done)
        except FAILURES as error:
            stick(holder, "round", error)


def _take_over(run: Run, token: Token, values: Values, _: Any) -> None:
    if token.id not in run.tokens:
        return
    run.note("entered", token.node)
    scope = activities.open_inside(run, token, given(token.node.inner), None)
    run.send("occur", scope, given(token.node.catches), values)


def _compensate(run: Run, driver: Token, *_: Any) -> None:
    if driver.id in run.tokens:
        compensation.proceed(run, driver)


def _close(run: Run, scope: Scope, *_: Any) -> None:
    activities.close(run, scope)


_DO: dict[str, Callable[[Run, Any, Any, Any], None]] = {
    "arrive": _arrive,
    "enter": enter,
    "occur": occur,
    "begin": _begin,
    "finish": _finish,
    "concluded": _concluded,
    "round": _round,
    "take over": _take_over,
    "compensate": _compensate,
    "close": _close,
}


def retry(run: Run, token: Token) -> None:
    """Let a stuck token try again what it could not do."""
    phase = token.detail["phase"]
    scope, node = token.scope, token.node
    if phase == "resume":
        token.kind = token.detail.pop("was")
    elif phase == "begin":
        token.kind = ""
        run.push("begin", token)
    elif phase == "finish":
        run.push("finish", token, {})
    elif phase == "round":
        token.kind = "many"
        run.push("round", token, token.detail["completed"])
    else:
        if phase == "leave":
            activities.leave(run, scope, node)
        elif phase == "arm":
            _arm_again(run, scope, node)
        else:  # "enter" or "occur"
            run.send(phase, scope, node, token.local)
        run.drop(token, cancelled=False)


def _arm_again(run: Run, scope: Scope, node: Node) -> None:
    try:
        arm(run, given(node.catches), node, scope, None)
    except FAILURES as error:
        scope.live += 1
        stick_new(run, scope, node, "arm", error)
