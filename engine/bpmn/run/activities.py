"""Activities: how each kind begins and what its end means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from engine.bpmn.graph.node import Area, Node, given
from engine.bpmn.graph.timing import instant, zone_of
from engine.bpmn.run import instances
from engine.bpmn.run.flows import choose, take
from engine.bpmn.run.mapping import give_back, map_inputs, map_inputs_again
from engine.bpmn.run.state import Run
from engine.bpmn.run.stuck import FAILURES, NotUsable, stick, stick_new
from engine.bpmn.run.throwing import throw
from engine.bpmn.run.token import Record, Scope, Token, Values
from engine.bpmn.run.waiting import arm, arm_boundaries, disarm, listen, text_of

ASKED_WHEN_ENTERED = ("assignee", "groups", "users", "due", "follow_up", "priority")  # of a user task
MAX_DEPTH = 100  # scopes within one another from which a further process may be called


def begin(run: Run, token: Token) -> None:
    """An activity starts: its instances if it has many, else itself. What fails leaves it stuck."""
    try:
        if token.node.element.loop is not None and token.holder is None:
            token.kind = "many"
            arm_boundaries(run, token)
            instances.begin_many(run, token)
            return
        run.note("entered", token.node)
        map_inputs(run, token)
        if token.holder is None:
            arm_boundaries(run, token)
        _BEGIN[token.node.kind](run, token)
    except FAILURES as error:
        disarm(run, token)
        stick(token, "begin", error)


def refresh(run: Run, token: Token) -> None:
    """A job that waits is handed what was corrected meanwhile. What fails leaves it stuck."""
    try:
        map_inputs_again(run, token)
    except FAILURES as error:
        disarm(run, token)
        stick(token, "begin", error)


def _pass(run: Run, token: Token) -> None:
    run.push("finish", token, {})


def _user_task(run: Run, token: Token) -> None:
    """Evaluate whom to ask and until when, once; the answers stay with the token."""
    for attribute in ASKED_WHEN_ENTERED:
        value = assigned(run, token, attribute)
        if value is not None:
            token.detail[attribute] = value
    _rest(run, token, "task")


def _names(value: Any) -> list[str]:
    names = value.split(",") if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError("a list of names")
    return [name.strip() for name in names if name.strip()]


def _name(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    raise ValueError("one name")


def _whole(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError) as error:
        raise ValueError("a whole number") from error


_ASSIGNED: dict[str, Callable[[Any], Any]] = {
    "assignee": _name,
    "groups": _names,
    "users": _names,
    "priority": _whole,
    "retries": _whole,
}


def assigned(run: Run, token: Token, attribute: str) -> Any:
    """The value of a text, in the kind that is needed; None where nothing is written or it gives null."""
    formula = token.node.formulas.get(attribute)
    value = None if formula is None else run.value(formula, token.scope, token)
    if value is None:
        return None
    if attribute in ("due", "follow_up"):
        moment = instant(str(value), zone_of(run.around))
        # due on a day means by its end; everything else about a day means its beginning
        return moment + timedelta(days=1) if attribute == "due" and "T" not in str(value) else moment
    try:
        return _ASSIGNED[attribute](value)
    except ValueError as error:
        reason = f"'{token.node.element.label}' needs {error} as {attribute}, not {str(value)[:60]}."
        raise NotUsable("assignment", reason) from error


def _job(run: Run, token: Token) -> None:
    node = token.node
    token.detail["type"] = text_of(run, node, "job_type", token.scope, token)
    retries = assigned(run, token, "retries")
    if retries is not None:
        token.detail["retries"] = retries
    _rest(run, token, "job")


def _business_rule(run: Run, token: Token) -> None:
    if "decision" not in token.node.formulas:
        _job(run, token)
        return
    token.detail["decision"] = text_of(run, token.node, "decision", token.scope, token)
    _rest(run, token, "job")


def _script(run: Run, token: Token) -> None:
    formula = token.node.formulas.get("script")
    if formula is None:
        _job(run, token)
        return
    run.push("finish", token, {token.node.element.result: run.value(formula, token.scope, token)})


def _receive(run: Run, token: Token) -> None:
    arm(run, token.node, token.node, token.scope, token)
    _rest(run, token, "catch")


def _send(run: Run, token: Token) -> None:
    if "job_type" in token.node.formulas:
        _job(run, token)
        return
    throw(run, token)
    if token.id not in run.tokens:
        run.note("left", token.node)
    elif token.kind != "compensating":
        run.push("finish", token, {})


def _sub_process(run: Run, token: Token) -> None:
    area = given(token.node.inner)
    open_inside(run, token, area, area.start)


def _call(run: Run, token: Token) -> None:
    called = text_of(run, token.node, "called", token.scope, token)
    process = run.model.processes.get(called)
    if process is None or process.area.start is None:
        raise NotUsable("missing-process", f"There is no process '{called}' with a start event to call.")
    if token.scope.depth >= MAX_DEPTH:
        raise NotUsable(
            "calls-too-deep", f"More than {MAX_DEPTH} levels deep: '{called}' may call itself for ever."
        )
    own: Values = dict(token.local or {})
    if token.node.element.gives_all:
        for values in run.chain(token.scope, token)[0]:
            own = {**values, **own}
    open_inside(run, token, process.area, process.area.start, own)


def open_inside(run: Run, token: Token, area: Area, start: Node | None, own: Values | None = None) -> Scope:
    """The token hosts a new scope that begins at a node; nothing begins where `start` is None."""
    _rest(run, token, "scope")
    scope = run.open_scope(area, token)
    if own is not None:
        run.call(scope, own, set())
    if token.holder is not None and not scope.recursive:
        run.allowance += area_size(area)
    listen(run, scope)
    if start is not None:
        run.send("enter", scope, start)
    return scope


def area_size(area: Area) -> int:
    """Nodes in an area: what one more instance of it may take."""
    return sum(node.size for node in area.nodes.values())


def _rest(run: Run, token: Token, kind: str) -> None:
    """The token waits for somebody; what waits is no automatic step."""
    token.kind = kind
    run.moves -= 1


_BEGIN: dict[str, Callable[[Run, Token], None]] = {
    "task": _pass,
    "manualTask": _pass,
    "userTask": _user_task,
    "serviceTask": _job,
    "sendTask": _send,
    "receiveTask": _receive,
    "scriptTask": _script,
    "businessRuleTask": _business_rule,
    "subProcess": _sub_process,
    "transaction": _sub_process,
    "callActivity": _call,
    "startEvent": _pass,
    "intermediateThrowEvent": _send,
    "endEvent": _send,
}


def finish(run: Run, token: Token, values: Values) -> None:
    """An activity or catch event has ended with these results. What fails leaves it stuck."""
    try:
        give_back(run, token, values)
        result = instances.result_of(run, token) if token.holder is not None else None
    except FAILURES as error:
        stick(token, "finish", error)
        return
    run.note("left", token.node)
    if token.holder is not None:
        instances.instance_done(run, token, result)
        return
    conclude(run, token)


def conclude(run: Run, token: Token) -> None:
    """The token goes on; what could be compensated is remembered."""
    node, scope = token.node, token.scope
    records = token.detail.pop("done", [])
    if "for" in token.detail:
        driver = run.tokens.get(token.detail["for"])
        if driver is not None:
            run.push("compensate", driver)
    elif not node.element.event_sub_process:
        scope.done.extend(records if node.handler is None else [Record(node=node)])
        leave(run, scope, node)
    run.drop(token, cancelled=False)


def leave(run: Run, scope: Scope, node: Node) -> None:
    """Take the ways out of a node; where none can be told, a stuck token stands there."""
    try:
        take(run, scope, choose(run, scope, node))
    except FAILURES as error:
        scope.live += 1
        stick_new(run, scope, node, "leave", error)


def close(run: Run, scope: Scope) -> None:
    """Nothing is live in a scope any more: it is over, and so is the activity that hosts it."""
    if run.scopes.get(scope.id) is not scope or scope.live:
        return
    run.clear(scope, cancelled=False)
    run.forget(scope)
    host = scope.host
    if host is None:
        return
    if "undoing" in host.detail:
        conclude(run, host)  # a sub-process that was undone gives back nothing
        return
    values: Values = {}
    if scope.own is not None:
        mapped = bool(host.node.outputs)
        if mapped:
            values = scope.own
        elif host.node.element.takes_all:
            values = {name: scope.own[name] for name in scope.own if name in (scope.written or ())}
    if scope.own is None and (scope.done or scope.area.compensation is not None):
        host.detail.setdefault("done", []).append(Record(node=host.node, local=host.local, done=scope.done))
    finish(run, host, values)
