"""Closures of comparisons and conditions, in three values: true, false and null."""

from __future__ import annotations

import operator as python
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel import tree
from engine.feel.running.comparison import ORDERINGS, equal, includes, order
from engine.feel.running.frames import Run, constant_of
from engine.feel.running.kinds import kind_of
from engine.feel.running.state import GIVEN, Frame, state_of
from engine.feel.temporal.duration import DaysTime
from engine.feel.temporal.moments import Date
from engine.feel.values import SAFE, UNSAFE, Range

Directly = Callable[[Any, Any], bool]
Slowly = Callable[[Any, Any, Frame], bool | None]

_DIRECTLY: dict[str, Directly] = {
    "=": python.eq,
    "!=": python.ne,
    "<": python.lt,
    "<=": python.le,
    ">": python.gt,
    ">=": python.ge,
}

_DIRECT = frozenset({Decimal, str, Date, DaysTime})  # Python compares these as FEEL does


def compile_comparison(node: tree.Comparison, left: Run, right: Run, variable: str | None) -> Run:
    """The closure of `left op right`; values that Python compares as FEEL does take the short way.

    `variable` is the name of the left side when it is a variable and nothing more.
    """
    operator, at = node.operator, node.at
    directly = _DIRECTLY[operator]
    slowly = _equality(operator, at) if operator in {"=", "!="} else _ordering(operator, at)
    constant = constant_of(node.right)
    if type(constant) in _DIRECT:
        if variable is not None:
            return _variable_with_constant(variable, constant, left, directly, slowly)
        return _with_constant(constant, left, directly, slowly)

    def run(frame: Frame) -> bool | None:
        one, other = left(frame), right(frame)
        kind = type(one)
        if kind is type(other) and kind in _DIRECT:
            return directly(one, other)
        return slowly(one, other, frame)

    return run


def _with_constant(constant: Any, left: Run, directly: Directly, slowly: Slowly) -> Run:
    expected = type(constant)

    def run(frame: Frame) -> bool | None:
        value = left(frame)
        return directly(value, constant) if type(value) is expected else slowly(value, constant, frame)

    return run


def _variable_with_constant(
    variable: str, constant: Any, left: Run, directly: Directly, slowly: Slowly
) -> Run:
    """As above, looked at as the caller gave it where that makes no difference."""
    expected = type(constant)
    # A whole number compares with another as the decimals of both would, without making one.
    whole = int(constant) if expected is Decimal and UNSAFE < constant == int(constant) < SAFE else None

    def run(frame: Frame) -> bool | None:
        value = frame[GIVEN].get(variable)
        kind = type(value)
        if kind is expected:
            return directly(value, constant)
        if kind is int and whole is not None:
            return directly(value, whole)
        return slowly(left(frame), constant, frame)

    return run


def _equality(operator: str, at: int) -> Slowly:
    wanted = operator == "="

    def slowly(left: Any, right: Any, frame: Frame) -> bool | None:
        same = equal(left, right, state_of(frame))
        if same is None:
            state_of(frame).note(at, f"a {kind_of(left)} and a {kind_of(right)} cannot be compared")
            return None
        return same is wanted

    return slowly


def _ordering(operator: str, at: int) -> Slowly:
    test = ORDERINGS[operator]

    def slowly(left: Any, right: Any, frame: Frame) -> bool | None:
        found = order(left, right)
        if found is None:
            state_of(frame).note(
                at, f"a {kind_of(left)} is neither smaller nor larger than a {kind_of(right)}"
            )
            return None
        return test(found)

    return slowly


def compile_logic(node: tree.Logic, operands: list[Run]) -> Run:
    """The closure of `and` or `or`: stops at the operand that decides; what is no boolean is null."""
    at, decisive = node.at, node.operator == "or"
    if len(operands) == 2:
        return _of_two(at, decisive, *operands)
    if len(operands) == 3:
        return _of_three(at, decisive, *operands)

    def run(frame: Frame) -> bool | None:
        result: bool | None = not decisive
        for operand in operands:
            value: bool | None = operand(frame)
            if value is decisive:
                return decisive
            if value is not (not decisive):
                result = _undecided(frame, at, value)
        return result

    return run


def _of_two(at: int, decisive: bool, left: Run, right: Run) -> Run:
    other = not decisive

    def run(frame: Frame) -> bool | None:
        first: bool | None = left(frame)
        if first is decisive:
            return decisive
        second: bool | None = right(frame)
        if second is decisive:
            return decisive
        if first is other and second is other:
            return other
        return _undecided(frame, at, first if second is other else second)

    return run


def _of_three(at: int, decisive: bool, left: Run, middle: Run, right: Run) -> Run:
    other = not decisive

    def run(frame: Frame) -> bool | None:
        first: bool | None = left(frame)
        if first is decisive:
            return decisive
        second: bool | None = middle(frame)
        if second is decisive:
            return decisive
        third: bool | None = right(frame)
        if third is decisive:
            return decisive
        if first is other and second is other and third is other:
            return other
        undecided = (value for value in (first, second, third) if value is not other)
        return _undecided(frame, at, next(undecided))

    return run


def _undecided(frame: Frame, at: int, value: Any) -> bool | None:
    """The third value of logic, and why."""
    state_of(frame).note(at, f"a {kind_of(value)} is neither true nor false")
    return None


def compile_between(node: tree.Between, value: Run, low: Run, high: Run) -> Run:
    """The closure of `value between low and high`."""
    at = node.at

    def run(frame: Frame) -> bool | None:
        tested, lowest, highest = value(frame), low(frame), high(frame)
        found = None
        if lowest is not None and highest is not None:
            found = includes(Range(lowest, highest, True, True), tested, state_of(frame))
        if found is None:
            kinds = f"a {kind_of(tested)} between a {kind_of(lowest)} and a {kind_of(highest)}"
            state_of(frame).note(at, f"{kinds} cannot be compared")
        return found

    return run


def compile_if(condition: Run, yes: Run, no: Run) -> Run:
    """The closure of `if`: anything but true takes the other way."""

    def run(frame: Frame) -> Any:
        return yes(frame) if condition(frame) is True else no(frame)

    return run


def compare_test(operator: str, value: Any, operand: Any, frame: Frame) -> bool | None:
    """Whether `value op operand` holds, for tests without a left side."""
    if operator in {"=", "!="}:
        same = equal(value, operand, state_of(frame))
        return same if same is None else same is (operator == "=")
    found = order(value, operand)
    return None if found is None else ORDERINGS[operator](found)
