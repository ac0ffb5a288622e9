"""Closures that make values: literals, ranges, lists, contexts and functions."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from engine.feel import tree
from engine.feel.running.calls import Written, compile_function
from engine.feel.running.comparison import order
from engine.feel.running.compiling import Compiling
from engine.feel.running.frames import UNKNOWN, Run, constant_of
from engine.feel.running.kinds import kind_of
from engine.feel.running.naming import read_variable
from engine.feel.running.state import Frame, state_of
from engine.feel.running.types import parameter_type
from engine.feel.values import Range


def literal(_compiling: Compiling, node: tree.Literal) -> Run:
    """The closure of a constant."""
    value = node.value
    return lambda _frame: value


def bad_literal(_compiling: Compiling, node: tree.BadLiteral) -> Run:
    """The closure of a constant that has no value: null, and why."""
    return lambda frame: state_of(frame).note(node.at, node.reason)


def range_literal(compiling: Compiling, node: tree.RangeLiteral) -> Run:
    """The closure of a range; null where the ends have no order or stand the wrong way round."""
    start, end = compiling.compile(node.start), compiling.compile(node.end)
    constant = constant_range(node)
    if constant is not None:
        return lambda _frame: constant

    def run(frame: Frame) -> Range | None:
        first, last = start(frame), end(frame)
        if first is not None and last is not None and (order(first, last) or 0) > 0:
            state_of(frame).note(node.at, "the range ends before it starts")
            return None
        if first is not None and last is not None and order(first, last) is None:
            state_of(frame).note(node.at, f"there is no range from a {kind_of(first)} to a {kind_of(last)}")
            return None
        return Range(first, last, node.start_included, node.end_included)

    return run


def constant_range(node: tree.Node) -> Range | None:
    """The range between two constants that stand the right way round."""
    if not isinstance(node, tree.RangeLiteral):
        return None
    first, last = constant_of(node.start), constant_of(node.end)
    if first is None or last is None or UNKNOWN in (first, last) or order(first, last) not in {-1, 0}:
        return None
    return Range(first, last, node.start_included, node.end_included)


def comparison_range(compiling: Compiling, node: tree.ComparisonRange) -> Run:
    """The closure of a range that is open to one side, such as (< 10)."""
    end, operator = compiling.compile(node.end), node.operator

    def run(frame: Frame) -> Range:
        limit = end(frame)
        if operator in {"<", "<="}:
            return Range(None, limit, False, operator == "<=", operator)
        if operator in {">", ">="}:
            return Range(limit, None, operator == ">=", False, operator)
        return Range(limit, limit, operator == "=", operator == "=", operator)

    return run


def list_literal(compiling: Compiling, node: tree.ListLiteral) -> Run:
    """The closure of a list."""
    items = compiling.all(node.items)
    return lambda frame: [item(frame) for item in items]


def context_literal(compiling: Compiling, node: tree.ContextLiteral) -> Run:
    """The closure of a context; each entry sees those before it, and a function its own key."""
    if len({entry.key for entry in node.entries}) != len(node.entries):
        return bad_literal(compiling, tree.BadLiteral("a context has each key only once", at=node.at))
    entries: list[tuple[str, int, Run]] = []
    with ExitStack() as known:
        for entry in node.entries:
            if isinstance(entry.value, tree.FunctionLiteral):
                slot = known.enter_context(compiling.slots.bound([entry.key]))[entry.key]
                value = function_literal(compiling, entry.value, slot)
            else:
                value = compiling.compile(entry.value)
                slot = known.enter_context(compiling.slots.bound([entry.key]))[entry.key]
            entries.append((entry.key, slot, value))

    def run(frame: Frame) -> dict[str, Any]:
        context: dict[str, Any] = {}
        for key, slot, value in entries:
            context[key] = frame[slot] = value(frame)
        return context

    return run


def function_literal(compiling: Compiling, node: tree.FunctionLiteral, own: int | None = None) -> Run:
    """The closure that makes a function; `own` is the slot of the name by which it may call itself."""
    types = tuple(parameter_type(wanted) if wanted else None for wanted in node.types)
    with compiling.slots.body() as names, compiling.slots.bound(node.parameters) as scope:
        body = compiling.compile(node.body)
    slots = tuple(scope[parameter] for parameter in node.parameters)
    read = tuple(read_variable(compiling.slots, name) for name in sorted(names))
    return compile_function(Written(node.parameters, types, slots, body, read), own)
