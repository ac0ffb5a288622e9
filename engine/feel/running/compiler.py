"""From a tree to one closure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.feel import tree
from engine.feel.functions import Nothing
from engine.feel.running.arithmetic import compile_arithmetic, negate
from engine.feel.running.compiling import Compiling
from engine.feel.running.frames import Run
from engine.feel.running.logic import compile_between, compile_comparison, compile_if, compile_logic
from engine.feel.running.loops import Round, compile_for, compile_quantified
from engine.feel.running.making import (
    bad_literal,
    comparison_range,
    context_literal,
    function_literal,
    list_literal,
    literal,
    range_literal,
)
from engine.feel.running.naming import call_node, name_node, variable_of
from engine.feel.running.paths import compile_filter, compile_path, compile_reach
from engine.feel.running.state import Frame, state_of
from engine.feel.running.testing import in_node, instance_of


class Compiler(Compiling):
    """Compiles the nodes of one tree by the table below."""

    def compile(self, node: tree.Node) -> Run:
        """The closure that answers with the node's value."""
        return _COMPILERS[type(node)](self, node)


def _path(compiling: Compiling, node: tree.Path) -> Run:
    steps: list[tuple[str, int]] = []
    root: tree.Node = node
    while isinstance(root, tree.Path):
        steps.append((root.name, root.at))
        root = root.source
    slots = compiling.slots
    variable = variable_of(slots, root)
    # The body of a function runs on copies of the frame, which would keep nothing for the next call.
    if variable is not None and not slots.in_body:
        return compile_reach(slots, variable, steps[::-1])
    return compile_path(node, compiling.compile(node.source))


def _filter(compiling: Compiling, node: tree.Filter) -> Run:
    source = compiling.compile(node.source)
    with compiling.slots.bound(["item"]) as scope:
        compiling.slots.items.append(scope["item"])
        condition = compiling.compile(node.condition)
        compiling.slots.items.pop()
    return compile_filter(node, source, condition, scope["item"])


def _negation(compiling: Compiling, node: tree.Negation) -> Run:
    operand = compiling.compile(node.operand)

    def run(frame: Frame) -> Any:
        try:
            return negate(operand(frame))
        except Nothing as reason:
            state_of(frame).note(node.at, str(reason))
            return None

    return run


def _rounds(
    compiling: Compiling, iterations: tuple[tree.Iteration, ...], body: tree.Node
) -> tuple[list[Round], Run]:
    """The iterations, each seeing the names of those before, and the body, which sees all of them."""
    first = iterations[0]
    domain = compiling.compile(first.domain)
    end = compiling.compile(first.end) if first.end else None
    with compiling.slots.bound([first.name]) as scope:
        round_ = (scope[first.name], domain, end)
        if len(iterations) == 1:
            return [round_], compiling.compile(body)
        rounds, run = _rounds(compiling, iterations[1:], body)
        return [round_, *rounds], run


def _for(compiling: Compiling, node: tree.For) -> Run:
    with compiling.slots.bound(["partial"]) as scope:
        rounds, body = _rounds(compiling, node.iterations, node.body)
    return compile_for(
        node.at, rounds, body, scope["partial"] if tree.mentions(node.body, "partial") else None
    )


def _quantified(compiling: Compiling, node: tree.Quantified) -> Run:
    rounds, condition = _rounds(compiling, node.iterations, node.condition)
    return compile_quantified(node.at, node.quantifier, rounds, condition)


def _comparison(compiling: Compiling, node: tree.Comparison) -> Run:
    left, right = compiling.compile(node.left), compiling.compile(node.right)
    return compile_comparison(node, left, right, variable_of(compiling.slots, node.left))


_COMPILERS: dict[type[tree.Node], Callable[[Compiling, Any], Run]] = {
    tree.Literal: literal,
    tree.BadLiteral: bad_literal,
    tree.Name: name_node,
    tree.Path: _path,
    tree.Filter: _filter,
    tree.Call: call_node,
    tree.Negation: _negation,
    tree.Arithmetic: lambda compiling, node: compile_arithmetic(
        node, compiling.compile(node.left), compiling.compile(node.right)
    ),
    tree.Comparison: _comparison,
    tree.Logic: lambda compiling, node: compile_logic(node, compiling.all(node.operands)),
    tree.Between: lambda compiling, node: compile_between(
        node, *compiling.all((node.value, node.low, node.high))
    ),
    tree.If: lambda compiling, node: compile_if(*compiling.all((node.condition, node.yes, node.no))),
    tree.For: _for,
    tree.Quantified: _quantified,
    tree.RangeLiteral: range_literal,
    tree.ComparisonRange: comparison_range,
    tree.ListLiteral: list_literal,
    tree.ContextLiteral: context_literal,
    tree.FunctionLiteral: function_literal,
    tree.InstanceOf: instance_of,
    tree.In: in_node,
}
