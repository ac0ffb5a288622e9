"""Input and output mappings: which names enter an element and which leave it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.bpmn.graph.node import MappingLine, Node
from engine.bpmn.run.state import Run
from engine.bpmn.run.token import Scope, Token, Values


def put(values: Values, path: tuple[str, ...], value: Any) -> None:
    """Set a value at a path of names; contexts on the way are renewed, never changed in place."""
    name, *rest = path
    if rest:
        known = values.get(name)
        inner = dict(known) if isinstance(known, dict) else {}
        put(inner, tuple(rest), value)
        value = inner
    values[name] = value


def map_inputs(run: Run, token: Token) -> None:
    """Fill the token's local variables; a later line sees what earlier ones made. Raises FeelError."""
    if not token.node.inputs:
        return
    if token.local is None:
        token.local = {}
    for line in token.node.inputs:
        put(token.local, line.target, run.value(line.source, token.scope, token))


def map_inputs_again(run: Run, token: Token) -> None:
    """The same for a token that waits, whose sources were corrected meanwhile. Raises FeelError.

    No line may see what it or a later one made before; what an instance got as its item is left alone.
    """
    local = token.local or {}
    own = token.node.element.loop.item if token.node.element.loop is not None else None
    made = {line.target[0] for line in token.node.inputs}
    if made and own not in made:
        token.local = {name: value for name, value in local.items() if name not in made}
        map_inputs(run, token)


def map_outputs(
    run: Run, lines: list[MappingLine], values: Mapping[str, Any], scope: Scope, token: Token | None
) -> Values:
    """The variables that leave: each line seen from `values`, then the token's chain. Raises FeelError."""
    found: Values = {}

    def read(name: str, missing: Any) -> Any:
        return values[name] if name in values else run.read(name, scope, token, missing)

    for line in lines:
        head = line.target[0]
        if len(line.target) > 1 and head not in found:
            found[head] = run.read(head, scope, token)
        put(found, line.target, line.source.value(read, run.around))
    return found


def give_back(run: Run, token: Token, values: Values) -> None:
    """Results of an activity reach the variables around it: mapped where mappings are drawn, else all.

    With mappings the results stay with the token until they are mapped, so that a retry finds them. One of
    several instances writes into its own variables first, as the dialect says: its item, what it collects and
    its mapped inputs are no other instance's. Raises FeelError.
    """
    if not token.node.outputs:
        run.merge(values, token.scope, token)
        return
    if values or token.local is None:
        token.local = {**(token.local or {}), **values}
    found = map_outputs(run, token.node.outputs, {}, token.scope, token)
    if token.holder is not None:
        run.merge(found, token.scope, token)
        return
    local, token.local = token.local, None
    run.merge(found, token.scope, token)
    token.local = local


def happen(run: Run, node: Node, values: Values, scope: Scope) -> None:
    """What an event brings reaches the variables around it. Raises FeelError."""
    if node.outputs:
        values = map_outputs(run, node.outputs, values, scope, None)
    run.merge(values, scope)
