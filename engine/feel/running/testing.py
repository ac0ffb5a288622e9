"""Closures of tests: `in`, `instance of`, and the cells of decision tables."""

from __future__ import annotations

from decimal import Decimal
from operator import le, lt
from typing import Any

from engine.feel import tree
from engine.feel.running.comparison import holds
from engine.feel.running.compiling import INPUT, Compiling
from engine.feel.running.frames import Run, constant_of
from engine.feel.running.kinds import kind_of
from engine.feel.running.logic import compare_test
from engine.feel.running.making import constant_range
from engine.feel.running.state import Frame, state_of
from engine.feel.running.types import conforms
from engine.feel.values import Range

_COMPARED = frozenset({Decimal, str})  # kinds whose constants a value equals or not, and nothing else


def in_node(compiling: Compiling, node: tree.In) -> Run:
    """The closure of `value in tests`."""
    value = compiling.compile(node.value)
    with compiling.slots.bound([INPUT]) as scope:
        slot = scope[INPUT]
        tests = [one_test(compiling, test, slot) for test in node.tests]

    def run(frame: Frame) -> bool | None:
        frame[slot] = value(frame)
        found = any_holds(tests, frame)
        if found is None:
            reason = f"a {kind_of(frame[slot])} cannot be compared with what stands behind 'in'"
            state_of(frame).note(node.at, reason)
        return found

    return run


def one_test(compiling: Compiling, node: tree.Node, slot: int) -> Run:
    """The closure of one unary test of the value in that slot."""
    if isinstance(node, tree.CompareTest):
        operator, operand = node.operator, compiling.compile(node.operand)
        return lambda frame: compare_test(operator, frame[slot], operand(frame), frame)
    if not isinstance(node, tree.ValueTest):
        raise TypeError(type(node))
    expression = compiling.compile(node.expression)
    asks = tree.mentions(node.expression, INPUT)
    constant = constant_of(node.expression)
    if type(constant) in _COMPARED:
        return _equal_to(constant, slot)
    within = constant_range(node.expression)
    if within is not None:
        return _inside(within, slot)
    # A condition decides by itself; `true` as it stands is a value, or a cell `true` would accept null.
    fixed = isinstance(node.expression, tree.Literal)

    def run(frame: Frame) -> bool | None:
        tested, expected = frame[slot], expression(frame)
        if type(expected) is bool and (asks or type(tested) is not bool) and not fixed:
            return expected
        return holds(tested, expected, state_of(frame))

    return run


def _equal_to(constant: Any, slot: int) -> Run:
    """The test against a constant; a value of another kind takes the long way."""
    kind = type(constant)

    def run(frame: Frame) -> bool | None:
        tested = frame[slot]
        return bool(tested == constant) if type(tested) is kind else holds(tested, constant, state_of(frame))

    return run


def _inside(within: Range, slot: int) -> Run:
    """The test against a constant range; a value of another kind takes the long way."""
    kind, start, end = type(within.start), within.start, within.end
    above, below = (le if within.start_included else lt), (le if within.end_included else lt)

    def run(frame: Frame) -> bool | None:
        tested = frame[slot]
        if type(tested) is kind:
            return bool(above(start, tested) and below(tested, end))
        return holds(tested, within, state_of(frame))

    return run


def any_holds(tests: list[Run], frame: Frame) -> bool | None:
    """True if one test holds, null if none does and one has no answer."""
    result: bool | None = False
    for test in tests:
        found = test(frame)
        if found is True:
            return True
        if found is None:
            result = None
    return result


def instance_of(compiling: Compiling, node: tree.InstanceOf) -> Run:
    """The closure of `value instance of type`."""
    value, wanted = compiling.compile(node.value), node.type

    def run(frame: Frame) -> bool | None:
        found = conforms(value(frame), wanted, state_of(frame))
        if found is None:
            state_of(frame).note(node.at, f"there is no type '{wanted.name}'")
        return found

    return run
