"""What happens to waits and catchers: boundary events, event sub-processes, catch events, event gateways."""

from __future__ import annotations

from collections.abc import Iterable

from engine.bpmn.graph.node import Node, given
from engine.bpmn.graph.timing import zone_of
from engine.bpmn.run.state import Run
from engine.bpmn.run.stuck import FAILURES
from engine.bpmn.run.token import Scope, Token, Values, Wait
from engine.bpmn.schedule import Schedule


def fire(run: Run, wait: Wait, values: Values) -> None:
    """What was awaited has happened."""
    token, node = wait.token, wait.node
    if token is None:
        take_over(run, wait.scope, node, values)
    elif node.kind == "boundaryEvent":
        at_boundary(run, token, node, values)
    elif token.kind == "gateway":
        run.note("left", token.node)
        link = next(link for link in token.node.links if link.target is node)
        run.trace.append(("took", node.area.process, link.id))
        run.send("occur", token.scope, node, values)
        run.drop(token, cancelled=False)
    else:
        run.unwait(wait)
        run.push("finish", token, values)
    if wait.id in run.waits:
        _again(run, wait)


def _again(run: Run, wait: Wait) -> None:
    """A non-interrupting event may happen again: a cycle at its next instant, a timer never."""
    wait.held = True
    if wait.due is None:
        return
    current = Schedule(due=wait.due, every=wait.every, left=wait.left, begin=wait.begin)
    later = current.next(run.around.now, zone_of(run.around))
    if later is None:
        run.unwait(wait)
    else:
        wait.due, wait.left, wait.begin = later.due, later.left, later.begin


def at_boundary(run: Run, token: Token, node: Node, values: Values) -> None:
    """A boundary event happens; an interrupting one ends its activity."""
    scope = token.scope
    run.send("occur", scope, node, values)
    if node.element.interrupting:
        if "for" in token.detail:  # a compensation handler is over as well: the next one begins
            run.push("compensate", run.tokens[token.detail["for"]])
        run.drop(token)


def take_over(run: Run, scope: Scope, node: Node, values: Values) -> None:
    """An event sub-process begins; an interrupting one ends everything else in its scope."""
    if given(node.catches).element.interrupting:
        run.clear(scope)
        scope.interrupted = True
    scope.live += 1
    run.push("take over", run.place(node, scope), values)


def _catcher(nodes: Iterable[Node], kind: str, code: str | None) -> Node | None:
    """Who catches this code: the one that names it before the one that takes every code."""
    general = None
    for node in nodes:
        event = (node.catches or node).element.event
        if event is not None and event.kind == kind:
            if event.code == code and code is not None:
                return node
            if event.code is None:
                general = general or node
    return general


def raise_code(
    run: Run, kind: str, code: str | None, scope: Scope, token: Token | None, values: Values
) -> bool:
    """Take an error or escalation to its first catcher, innermost first; whether there is one.

    An event sub-process does not catch what is thrown inside itself.
    """
    inside: Node | None = None
    while True:
        if token is not None:
            token = token.holder or token
            # what is undone from the inside was over before: its boundary events hear nothing any more
            boundaries = () if "undoing" in token.detail else token.node.boundaries
            boundary = _catcher(boundaries, kind, code)
            if boundary is not None:
                at_boundary(run, token, boundary, values)
                return True
            inside = token.node
        if not scope.interrupted:
            others = (node for node in scope.area.event_sub_processes if node is not inside)
            found = _catcher(others, kind, code)
            if found is not None:
                take_over(run, scope, found, values)
                return True
        if scope.host is None:
            return False
        token = scope.host
        scope = token.scope


def signal(run: Run, name: str, values: Values) -> bool:
    """Tell every wait of the case; whether anybody listened."""
    heard = [wait for wait in run.waits.values() if wait.kind == "signal" and wait.name == name]
    for wait in heard:
        if wait.id in run.waits:
            fire(run, wait, dict(values))
    return bool(heard)


def ask_conditions(run: Run) -> bool:
    """Fire each drawn condition that has become true since it was last asked; whether any did.

    A condition that cannot be evaluated counts as not true.
    """
    fired = False
    for wait in list(run.conditions.values()):
        if wait.id not in run.waits:
            continue  # an earlier one ended it
        formula = (wait.node.catches or wait.node).formulas["condition"]
        try:
            holds = run.value(formula, wait.scope, wait.token) is True
        except FAILURES:
            holds = False
        if holds and not wait.held:
            fire(run, wait, {})
            fired = True
        wait.held = holds
    return fired
