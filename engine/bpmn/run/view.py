"""The position of a running case, made from its tokens and waits."""

from __future__ import annotations

from typing import Any

from engine.bpmn.graph.node import Node, given
from engine.bpmn.position import MANY, Job, OpenTask, Place, Position, Stuck, Subscription, Timer, Trace
from engine.bpmn.run.state import Run
from engine.bpmn.run.token import Scope, Token, Values, Wait

_NO_VALUES: Values = {}


def position(run: Run) -> Position:
    """Everything that rests, in the order in which it came to rest."""
    places: list[Place] = []
    waits: dict[int, Place] = {}
    for wait in run.waits.values():
        found = _wait(run, wait)
        if found is not None:
            waits[wait.id] = found
    for token in run.tokens.values():
        places.extend(_places(run, token, waits))
    for scope in run.scopes.values():
        for node_id, flows in scope.joins.items():
            node = scope.area.nodes[node_id]
            places.extend(
                Place(id=str(number), **_named(node)) for numbers in flows.values() for number in numbers
            )
    everything = [*places, *waits.values()]
    return Position(
        places=tuple(places),
        tasks=tuple(place for place in places if isinstance(place, OpenTask)),
        timers=tuple(place for place in waits.values() if isinstance(place, Timer)),
        subscriptions=tuple(place for place in waits.values() if isinstance(place, Subscription)),
        jobs=tuple(place for place in places if isinstance(place, Job)),
        stuck=tuple(place for place in everything if isinstance(place, Stuck)),
        thrown=tuple(run.thrown),
        trace=_trace(run),
        finished=run.finished,
    )


def _trace(run: Run) -> tuple[Trace, ...]:
    """Everything so far; what was told before is not made again."""
    new = run.trace[len(run.told) :]
    run.told.extend(Trace(verb=verb, process=process, element=element) for verb, process, element in new)
    return tuple(run.told)


def _named(node: Node) -> dict[str, Any]:
    return {"process": node.area.process, "element": node.id, "name": node.element.name}


def _places(run: Run, token: Token, waits: dict[int, Place]) -> list[Place]:
    """A token's place; one that catches events is where its waits are."""
    kind = token.kind
    if kind == "task":
        return [_task(run, token)]
    if kind == "job":
        return [_job(run, token)]
    if kind == "stuck":
        detail = token.detail
        return [Stuck(id=str(token.id), **_named(token.node), code=detail["code"], reason=detail["reason"])]
    if kind == "catch":
        own = [
            waits[number]
            for number, wait in token.waits.items()
            if wait.node is token.node and number in waits
        ]
        return own or [Place(id=str(token.id), **_named(token.node))]
    if kind == "many" or token.detail.get("inner"):
        return []
    return [Place(id=str(token.id), **_named(token.node))]


def locals_of(run: Run, token: Token) -> Values:
    """What a token sees beside the case file: instances' items, mapped inputs, a called process's own."""
    return _locals(run, token.scope, token)


def _locals(run: Run, scope: Scope, token: Token | None) -> Values:
    chain, owner = run.chain(scope, token)
    inner = chain if owner.id else chain[:-1]
    found: Values = {}
    for values in inner:
        found = {**values, **found}
    return found


def _task(run: Run, token: Token) -> OpenTask:
    element, detail = token.node.element, token.detail
    return OpenTask(
        id=str(token.id),
        **_named(token.node),
        lane=element.lane,
        form=element.form,
        groups=tuple(detail.get("groups", ())),
        users=tuple(detail.get("users", ())),
        assignee=detail.get("assignee"),
        due=detail.get("due"),
        follow_up=detail.get("follow_up"),
        priority=detail.get("priority", 50),
        properties=element.properties,
        variables=locals_of(run, token),
        instance=token.number,
        scope=_scope_of(token),
    )


def _scope_of(token: Token) -> tuple[str, ...]:
    around: list[str] = []
    inner: Token | None = token
    while inner is not None:
        if inner.holder is not None:
            around.append(f"{inner.holder.id}{MANY}")
        inner = inner.scope.host
        if inner is not None:
            around.append(str(inner.id))
    return tuple(reversed(around))


def _job(run: Run, token: Token) -> Job:
    element, detail = token.node.element, token.detail
    decides = "decision" in detail
    return Job(
        id=str(token.id),
        **_named(token.node),
        type="decision" if decides else detail["type"],
        headers=element.headers,
        retries=detail.get("retries", 3),
        variables=locals_of(run, token),
        decision=detail.get("decision"),
        result=element.result if decides else None,
    )


def _wait(run: Run, wait: Wait) -> Place | None:
    node = wait.node.catches or wait.node
    attached = wait.token is not None and wait.token.node is not wait.node and wait.token.kind != "gateway"
    host = wait.token.node.id if attached and wait.token is not None else None
    if wait.kind == "timer":
        return Timer(id=str(wait.id), **_named(node), due=given(wait.due), host=host)
    if wait.kind in ("message", "signal"):
        return Subscription(
            id=str(wait.id),
            **_named(node),
            kind=wait.kind,
            message=wait.name,
            key=wait.key,
            host=host,
            properties=node.element.properties,
            variables=_locals(run, wait.scope, wait.token),
        )
    return None
