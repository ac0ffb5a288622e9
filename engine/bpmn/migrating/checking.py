"""Looking at every place where a case rests: whether the new version has it, in the same surroundings."""

from __future__ import annotations

from engine.bpmn.graph.node import Area, Node
from engine.bpmn.migrating.counterparts import Counterparts
from engine.bpmn.migrating.faults import Fault, fault
from engine.bpmn.run.flows import is_join
from engine.bpmn.run.state import Run
from engine.bpmn.run.token import Record, Scope, Token

_UNDOING = ("undoing", "for", "todo")


def faults_of(run: Run, there: Counterparts) -> list[Fault]:
    """Everything that keeps the case from being carried; nothing where it can be."""
    found = list(there.misnamed)
    area = there.area(run.process)
    if area is None:
        message = f"The new version has no process '{run.process}', with which the case began."
        return [*found, Fault(element=run.process, code="no-process", message=message)]
    _scope(run.root, area, there, found)
    return found


def _scope(scope: Scope, area: Area, there: Counterparts, found: list[Fault]) -> None:
    """A scope whose inside is this area in the new version, and all within."""
    for token in scope.tokens.values():
        node = _token(token, area, there, found)
        if token.hosted is not None and node is not None:
            inner = _inside(token, token.hosted, node, there, found)
            if inner is not None:
                _scope(token.hosted, inner, there, found)
    for node_id in scope.joins:
        _join(scope, scope.area.nodes[node_id], area, there, found)
    for record in scope.done:
        _record(record, there, found)


def _token(token: Token, area: Area, there: Counterparts, found: list[Fault]) -> Node | None:
    """Where the token would rest; None with a fault."""
    old = token.node
    if token.kind in ("compensating", "thrown") or any(name in token.detail for name in _UNDOING):
        found.append(fault(old, "being-undone", "is being undone; wait until that is over."))
        return None
    new = there.node(old)
    if new is None:
        found.append(fault(old, "no-counterpart", "has no counterpart; say in the mapping what it is now."))
        return None
    wrong = _unlike(old, new)
    if wrong:
        found.append(fault(old, wrong[0], wrong[1]))
    elif new.area is not area:
        found.append(fault(old, "elsewhere", "lies in another sub-process now."))
    elif not there.same_branches(there.branches(old), there.branches(new), old.area):
        found.append(
            fault(old, "other-branches", "has other branches beside it now, which nobody would begin.")
        )
    else:
        for record in token.detail.get("done", []):
            _record(record, there, found)
        return new
    return None


def _unlike(old: Node, new: Node) -> tuple[str, str] | None:
    """Code and words where the two are not the same kind of thing."""
    if old.kind != new.kind or old.element.event_sub_process != new.element.event_sub_process:
        return "other-kind", "is another kind of element now."
    if (old.catches or old).event_kind != (new.catches or new).event_kind:
        return "other-kind", "waits for another kind of event now."
    if old.element.loop != new.element.loop:
        return (
            "other-loop",
            "runs for other items, or in another order, now; wait until its instances are over.",
        )
    return None


def _inside(token: Token, scope: Scope, new: Node, there: Counterparts, found: list[Fault]) -> Area | None:
    """What the inside of a sub-process or of a called process is now."""
    if scope.own is None:
        return new.inner
    if token.node.element.called != new.element.called:
        found.append(fault(token.node, "calls-another", "calls another process now; wait until it is over."))
        return None
    area = there.area(scope.area.process)
    if area is None:
        found.append(fault(token.node, "no-process", f"runs '{scope.area.process}', which is gone."))
    return area


def _join(scope: Scope, old: Node, area: Area, there: Counterparts, found: list[Fault]) -> None:
    """Arrivals that wait for one another."""
    new = there.node(old)
    if new is None:
        found.append(fault(old, "no-counterpart", "has no counterpart, and branches wait there."))
        return
    if new.kind != old.kind or new.area is not area or not is_join(new):
        found.append(fault(old, "other-kind", "brings no branches together any more."))
        return
    ways = there.flows(old.into, new.into)
    whole = len(ways) == len(old.into) == len(new.into)
    for link in old.into:
        if link.id not in scope.joins[old.id]:
            continue
        way = ways.get(link.id)
        if way is None or (old.kind == "parallelGateway" and not whole):
            found.append(fault(old, "other-branches", "brings other branches together now."))
        elif not there.same_branches(there.branches_on(link), there.branches_on(way), old.area):
            found.append(fault(old, "other-branches", "brings branches of another fork together now."))


def _record(record: Record, there: Counterparts, found: list[Fault]) -> None:
    """What was done and may have to be undone must still be undoable."""
    new = there.node(record.node)
    if new is None or (record.node.handler is not None and new.handler is None):
        found.append(fault(record.node, "not-undoable", "was done, and the new version could not undo it."))
        return
    for inner in record.done:
        _record(inner, there, found)
