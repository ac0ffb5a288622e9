"""Equality and order of values (DMN 1.5, tables 42 and 43); None where values cannot be compared."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel.functions import Builtin, Function
from engine.feel.running.state import State
from engine.feel.temporal.duration import DaysTime, YearsMonths
from engine.feel.temporal.moments import Date, DateTime, Time
from engine.feel.values import Range

_PLAIN = frozenset({bool, str, Decimal, Date, DaysTime, YearsMonths})
_ORDERED = frozenset({Decimal, str, Date, DaysTime, YearsMonths})


def equal(left: Any, right: Any, state: State) -> bool | None:
    """Whether two values are equal; None for two of different kinds, but null equals only null."""
    kind = type(left)
    if left is None or right is None:
        return left is right
    if kind is not type(right):
        return None
    if kind in _PLAIN:
        return bool(left == right)
    if kind is Time or kind is DateTime:
        return bool(left.instant == right.instant)
    if kind is list:
        return _equal_lists(left, right, state)
    if kind is dict:
        return _equal_contexts(left, right, state)
    if kind is Range:
        return _equal_ranges(left, right, state)
    if kind is Function or kind is Builtin:
        return None if left is not right else True
    return None


def _equal_lists(left: list[Any], right: list[Any], state: State) -> bool | None:
    if len(left) != len(right):
        return False
    state.spend(len(left))
    result: bool | None = True
    for one, other in zip(left, right, strict=True):
        same = equal(one, other, state)
        if same is False:
            return False
        if same is None:
            result = None
    return result


def _equal_contexts(left: dict[str, Any], right: dict[str, Any], state: State) -> bool | None:
    if left.keys() != right.keys():
        return False
    state.spend(len(left))
    result: bool | None = True
    for key, one in left.items():
        same = equal(one, right[key], state)
        if same is False:
            return False
        if same is None:
            result = None
    return result


def _equal_ranges(left: Range, right: Range, state: State) -> bool | None:
    if (left.start_included, left.end_included, left.comparison) != (
        right.start_included,
        right.end_included,
        right.comparison,
    ):
        return False
    return _equal_lists([left.start, left.end], [right.start, right.end], state)


def order(left: Any, right: Any) -> int | None:
    """-1, 0 or 1 for two values of one ordered kind, None for all others."""
    kind = type(left)
    if kind is not type(right):
        return None
    if kind in _ORDERED:
        return -1 if left < right else (0 if left == right else 1)
    if kind is Time or kind is DateTime:
        left_zoned, first = left.instant
        right_zoned, second = right.instant
        if left_zoned is not right_zoned:
            return None
        return int(first > second) - int(first < second)
    return None


ORDERINGS: dict[str, Callable[[int], bool]] = {
    "<": lambda found: found < 0,
    "<=": lambda found: found <= 0,
    ">": lambda found: found > 0,
    ">=": lambda found: found >= 0,
}


def includes(within: Range, value: Any, state: State) -> bool | None:
    """Whether the range holds the value; None where it cannot be compared with an end."""
    if within.comparison in {"=", "!="}:
        same = equal(value, within.end, state)
        return same if same is None or within.comparison == "=" else not same
    above = below = True
    if within.start is not None:
        found = order(value, within.start)
        if found is None:
            return None
        above = found > 0 or (found == 0 and within.start_included)
    if within.end is not None:
        found = order(value, within.end)
        if found is None:
            return None
        below = found < 0 or (found == 0 and within.end_included)
    return above and below


def holds(value: Any, expected: Any, state: State) -> bool | None:
    """Whether a value passes a test that is a value: equal to it, in the range, or one of the list."""
    kind = type(expected)
    if kind is Range and type(value) is not Range:
        return includes(expected, value, state)
    if kind is list:
        if type(value) is list and equal(value, expected, state):
            return True
        state.spend(len(expected))
        return any(holds(value, item, state) is True for item in expected)
    return equal(value, expected, state)
