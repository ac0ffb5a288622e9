"""Activities that run many times: multi-instance, parallel and sequential, and the standard loop."""

from __future__ import annotations

from typing import Any

from engine.bpmn.graph.node import given
from engine.bpmn.run.state import Run
from engine.bpmn.run.stuck import NotUsable
from engine.bpmn.run.token import Token


def begin_many(run: Run, token: Token) -> None:
    """Spawn every instance, or the first one. Raises FeelError, NotUsable."""
    loop = given(token.node.element.loop)
    token.detail["results"] = {}
    token.detail["completed"] = 0
    if loop.collection is None:
        next_round(run, token, done=0)
        return
    items = run.value(token.node.formulas["collection"], token.scope, token)
    if not isinstance(items, list):
        raise NotUsable(
            "collection", f"'{token.node.element.label}' needs a list to run for, not {str(items)[:60]}."
        )
    token.detail["total"] = len(items)
    if not items:
        run.note("entered", token.node)
        run.note("left", token.node)
        _all_done(run, token)
    elif loop.sequential:
        token.detail["items"] = items
        _spawn(run, token, 1, items[0])
    else:
        for number, item in enumerate(items, 1):
            _spawn(run, token, number, item)


def _spawn(run: Run, holder: Token, number: int, item: Any) -> None:
    """One instance with its own variables: the item, the counter, and what it collects."""
    loop = given(holder.node.element.loop)
    token = run.place(holder.node, holder.scope, holder)
    token.number = number
    token.local = {"loopCounter": number}
    if holder.node.formulas.get("collected") is not None:
        token.local[holder.node.formulas["collected"].text] = None
    if loop.item:
        token.local[loop.item] = item
    if loop.collection is not None and not token.scope.recursive:
        run.allowance += 1
    run.push("begin", token)


def next_round(run: Run, holder: Token, done: int) -> None:
    """The standard loop goes on while its condition holds, up to its maximum. Raises FeelError."""
    loop = given(holder.node.element.loop)
    wanted = loop.maximum is None or done < loop.maximum
    if wanted and loop.condition is not None and (done or loop.test_before):
        before = holder.local
        holder.local = {"loopCounter": done}
        try:
            wanted = run.value(holder.node.formulas["loop_condition"], holder.scope, holder) is True
        finally:
            holder.local = before
    if wanted:
        holder.detail["total"] = done + 1
        _spawn(run, holder, done + 1, None)
    else:
        if not done:
            run.note("entered", holder.node)
            run.note("left", holder.node)
        _all_done(run, holder)


def result_of(run: Run, token: Token) -> tuple[Any, bool]:
    """What the instance adds to the output collection, and whether that was enough. Raises FeelError."""
    holder, node = given(token.holder), token.node
    output = node.formulas.get("output_element")
    result = None if output is None else run.value(output, token.scope, token)
    completion = node.formulas.get("completion")
    if completion is None:
        return result, False
    completed = holder.detail["completed"] + 1
    counts = {
        "numberOfInstances": holder.detail["total"],
        "numberOfActiveInstances": len(holder.instances) - 1,
        "numberOfCompletedInstances": completed,
        "numberOfTerminatedInstances": 0,
    }
    kept = token.local
    token.local = {**(kept or {}), **counts}
    try:
        return result, run.value(completion, token.scope, token) is True
    finally:
        token.local = kept


def instance_done(run: Run, token: Token, outcome: tuple[Any, bool] | None) -> None:
    """One instance is over: the next one begins, the others go on, or all is done."""
    holder, loop = given(token.holder), given(token.node.element.loop)
    result, enough = given(outcome)
    holder.detail["completed"] += 1
    if loop.output_collection:
        holder.detail["results"][str(token.number)] = result
    holder.detail.setdefault("done", []).extend(token.detail.pop("done", []))
    number = token.number or 0
    run.drop(token, cancelled=False)
    if enough or (holder.detail["completed"] == holder.detail["total"] and loop.collection is not None):
        for instance in list(holder.instances.values()):
            run.drop(instance)
        _all_done(run, holder)
    elif loop.collection is None:
        run.push("round", holder, number)
    elif loop.sequential:
        _spawn(run, holder, number + 1, holder.detail["items"][number])


def _all_done(run: Run, holder: Token) -> None:
    """The results in the order of the items, whatever the order of completion."""
    loop = given(holder.node.element.loop)
    values = {}
    if loop.output_collection:
        results = holder.detail["results"]
        values[loop.output_collection] = [
            results.get(str(number)) for number in range(1, holder.detail.get("total", 0) + 1)
        ]
    run.push("concluded", holder, values)
