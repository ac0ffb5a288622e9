"""Events the diagram throws: what each kind does inside the case and tells the outside."""

from __future__ import annotations

from engine.bpmn.position import Thrown
from engine.bpmn.run import compensation, happening
from engine.bpmn.run.state import Run
from engine.bpmn.run.stuck import NotUsable
from engine.bpmn.run.token import Token, Values
from engine.bpmn.run.waiting import text_of


def throw(run: Run, token: Token) -> None:
    """The token's event happens. The token may be gone afterwards: an event can end its own scope.

    Raises FeelError, NotUsable (an error nobody catches).
    """
    node, scope = token.node, token.scope
    kind = node.event_kind
    # What its input mappings made, and nothing else of it: an instance's item and counter stay inside.
    local = token.local or {}
    values: Values = {line.target[0]: local[line.target[0]] for line in node.inputs}
    if kind in ("error", "escalation"):
        code = text_of(run, node, "code", scope, token) if "code" in node.formulas else None
        token.kind = "thrown"
        caught = happening.raise_code(run, kind, code, scope, None, values)
        _tell(run, token, kind, code or "", values, caught=caught)
        if kind == "error" and not caught:
            raise NotUsable(
                "uncaught-error", f"Nobody catches the error '{code or ''}' of '{node.element.label}'."
            )
    elif kind == "signal":
        name = text_of(run, node, "name", scope, token)
        token.kind = "thrown"
        _tell(run, token, kind, name, values, caught=happening.signal(run, name, values))
    elif kind == "message":
        name = text_of(run, node, "name", scope, token)
        key = text_of(run, node, "key", scope, token) if "key" in node.formulas else None
        _tell(run, token, kind, name, values, key=key)
    elif kind == "terminate":
        token.kind = "thrown"
        run.clear(scope)
        run.push("close", scope)
    elif kind in ("compensation", "cancel"):
        compensation.start(run, token)


def _tell(
    run: Run,
    token: Token,
    kind: str,
    name: str,
    values: Values,
    *,
    caught: bool = False,
    key: str | None = None,
) -> None:
    """Put it among the thrown events, for the outbox and the timeline."""
    element = token.node.element
    run.thrown.append(
        Thrown(
            kind=kind,
            name=name,
            element=element.id,
            caught=caught,
            key=key,
            variables=values,
            properties=element.properties,
        )
    )
