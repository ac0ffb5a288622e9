"""Undoing what was done: finished activities of a scope, latest first, one after the other."""

from __future__ import annotations

from engine.bpmn.graph.node import given
from engine.bpmn.run import happening
from engine.bpmn.run.state import Run
from engine.bpmn.run.token import Record, Scope, Token


def start(run: Run, token: Token) -> None:
    """A compensation or cancel event: the token waits until the last handler is done."""
    token.kind = "compensating"
    event = token.node.element.event
    if event is not None and event.kind == "cancel":
        run.clear(token.scope, keep=token)
        token.detail["todo"] = _of_other_instances(run, token.scope) + _gather(token.scope, None)
    else:
        activity = event.activity if event is not None else None
        todo = _gather(token.scope, activity)
        host = token.scope.host
        if host is not None and host.node.element.event_sub_process and not (activity and todo):
            # an event sub-process undoes what its surrounding scope did
            todo = _gather(host.scope, activity) + todo
        token.detail["todo"] = todo
    run.moves -= 1
    run.push("compensate", token)


def _gather(scope: Scope, activity: str | None) -> list[tuple[int, Record]]:
    """Take the records of one activity, or all of them, out of the scope; oldest first."""
    chosen = [record for record in scope.done if activity in (None, record.node.id)]
    scope.done = [record for record in scope.done if record not in chosen]
    return [(scope.id, record) for record in chosen]


def _of_other_instances(run: Run, scope: Scope) -> list[tuple[int, Record]]:
    """A transaction that runs many times is cancelled as a whole: what its other instances did."""
    host = given(scope.host)
    if host.holder is None:
        return []
    records: list[Record] = host.holder.detail.pop("done", [])
    for other in list(host.holder.instances.values()):
        if other is not host:
            if other.hosted is not None and other.hosted.done:
                records.append(Record(node=other.node, local=other.local, done=other.hosted.done))
            run.drop(other)
    return [(scope.id, record) for record in records]


def proceed(run: Run, driver: Token) -> None:
    """Begin the next handler, or go on when there is none left."""
    todo = driver.detail["todo"]
    while todo:
        scope_id, record = todo.pop()
        scope = run.scopes.get(scope_id)
        if scope is not None:
            _undo(run, driver, scope, record)
            return
    if driver.detail.get("inner"):
        run.drop(driver, cancelled=False)
    elif driver.node.event_kind == "cancel":
        _cancelled(run, driver)
    else:
        run.push("finish", driver, {})


def _undo(run: Run, driver: Token, scope: Scope, record: Record) -> None:
    """Run the activity's handler; a sub-process without one is undone from the inside."""
    scope.live += 1
    if record.node.handler is not None:
        token = run.place(record.node.handler, scope)
        token.detail["for"] = driver.id
        run.push("begin", token)
        return
    token = run.place(record.node, scope)
    token.kind, token.local = "scope", record.local
    token.detail.update({"for": driver.id, "undoing": True})
    inside = run.open_scope(given(record.node.inner), token)
    inside.done = record.done
    if inside.area.compensation is not None:
        happening.take_over(run, inside, inside.area.compensation, {})
        return
    inside.live += 1
    inner = run.place(record.node, inside)
    inner.kind = "compensating"
    inner.detail.update(todo=_gather(inside, None), inner=True)
    run.push("compensate", inner)


def _cancelled(run: Run, driver: Token) -> None:
    """All is undone: the transaction is left through its cancel boundary event."""
    run.note("left", driver.node)
    driver.kind = "thrown"
    host = given(driver.scope.host)
    holder = host.holder or host
    boundary = next(node for node in holder.node.boundaries if node.event_kind == "cancel")
    happening.at_boundary(run, holder, boundary, {})
