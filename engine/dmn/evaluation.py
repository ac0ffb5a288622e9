"""Asking a decision: its value, the table and rules behind it, and what went wrong on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine.dmn.graph import Graph, compiled
from engine.dmn.model import Decision, Decisions, Element, Service
from engine.dmn.running import Consulted, Matched, Problem, Run
from engine.errors import NotFound
from engine.feel.errors import FeelLimitError
from engine.feel.functions import Function
from engine.feel.running.state import State
from engine.feel.surroundings import Surroundings
from engine.feel.values import enter, to_json


class DecisionNotFound(NotFound):
    """There is no decision of this name."""


@dataclass(frozen=True, kw_only=True)
class AskedTable:
    """A table that was asked on the way, with what it looked at (JSON-plain) and the rules that matched."""

    decision: str
    table: str
    hit_policy: str
    inputs: Mapping[str, Any]
    rules: tuple[Matched, ...]


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What was decided. `value` is JSON-plain; `table` and `rules` are those of the decision itself.

    `tables` holds every table asked on the way, in order. `problems` say why a result became null: a hit
    policy broken, a value that is not allowed, an empty expression. `refused` names what Amends does not run.
    """

    value: Any
    table: str
    rules: tuple[Matched, ...] = ()
    tables: tuple[AskedTable, ...] = ()
    problems: tuple[Problem, ...] = ()
    refused: tuple[str, ...] = ()


def decide(
    decisions: Decisions, decision_id: str, variables: Mapping[str, Any], around: Surroundings
) -> Decided:
    """The outcome of the decision or decision service with this id (or name), for JSON-plain variables.

    ISO texts count as dates, times and durations where an input's type asks for them. Raises
    DecisionNotFound, and FeelLimitError when an expression asks for more than it may use.
    """
    value, one, run = evaluate(decisions, decision_id, variables, around, read=True)
    tables = tuple(_asked(consulted) for consulted in run.consulted)
    own = [table for table in tables if table.decision == one.id]
    return Decided(
        value=_plain(value),
        table=one.name,
        rules=own[-1].rules if own else (),
        tables=tables,
        problems=tuple(run.problems),
        refused=tuple(run.refused),
    )


def evaluate(
    decisions: Decisions,
    name: str,
    variables: Mapping[str, Any],
    around: Surroundings,
    *,
    read: bool = False,
) -> tuple[Any, Element, Run]:
    """The value of a decision as FEEL has it, the element asked, and everything that was noted on the way."""
    one = decisions.named(name)
    if not isinstance(one, Decision | Service):
        raise DecisionNotFound(name)
    graph = compiled(decisions)
    inputs = {key: enter(value, around.limits) for key, value in variables.items()}
    run = Run(state=State(_with_types(around, graph)), inputs=inputs, read=read)
    try:
        value = graph.value(one, run)
        if isinstance(one, Service) and isinstance(value, Function):
            value = _served(graph, one, value, run)
    except RecursionError:
        raise FeelLimitError("nesting", around.limits.nesting) from None
    return value, one, run


def _served(graph: Graph, one: Service, function: Function, run: Run) -> Any:
    """A decision service called with the facts given; input decisions are given by their names."""
    needed = [graph.model.find(reference)[1] for reference in one.parameters]
    arguments = []
    for parameter in needed:
        value = run.inputs.get(parameter.name, run.inputs.get(parameter.id))
        arguments.append(run.bring(one.id, graph.types, value, parameter.type, read=run.read))
    return function.call(arguments, run.state)


def _with_types(around: Surroundings, graph: Graph) -> Surroundings:
    """The circumstances with the model's own types for `instance of`."""
    if not graph.model.types:
        return around
    state = State(around)

    def test(name: str) -> Any:
        return lambda value: value is not None and graph.types.conforms(value, name, state)

    return replace(around, types={**around.types, **{name: test(name) for name in graph.model.types}})


def _asked(consulted: Consulted) -> AskedTable:
    return AskedTable(
        decision=consulted.element,
        table=consulted.table,
        hit_policy=consulted.hit_policy,
        inputs={label: _plain(value) for label, value in consulted.inputs.items()},
        rules=consulted.rules,
    )


def _plain(value: Any) -> Any:
    return str(value.name or "function") if isinstance(value, Function) else to_json(value)
