"""Arithmetic of numbers, texts, dates and durations (DMN 1.5, tables 45 and 46), as a table by kinds."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, DecimalException, DivisionByZero, Overflow
from typing import Any

from engine.feel import tree
from engine.feel.functions import Nothing
from engine.feel.numbers import ARITHMETIC
from engine.feel.running.frames import Run
from engine.feel.running.kinds import kind_of
from engine.feel.running.state import Frame, state_of
from engine.feel.temporal.arithmetic import (
    add_to_date,
    add_to_moment,
    add_to_time,
    between_moments,
    between_times,
)
from engine.feel.temporal.duration import DaysTime, YearsMonths, bounded_days, bounded_months
from engine.feel.temporal.moments import Date, DateTime, Time

Rule = Callable[[Any, Any], Any]

_LARGEST_FACTOR = 30  # digits before the point


def _opposite(duration: Any) -> Any:
    return DaysTime(-duration[0]) if type(duration) is DaysTime else YearsMonths(-duration.months)


def _swapped(rule: Rule) -> Rule:
    return lambda left, right: rule(right, left)


def _backwards(rule: Rule) -> Rule:
    return lambda left, right: rule(left, _opposite(right))


def _power(base: Decimal, exponent: Decimal) -> Decimal:
    if not exponent:
        return Decimal(1)  # of zero too, as IEEE 754 has it
    result = ARITHMETIC.power(base, exponent)
    if not result.is_finite():
        raise DivisionByZero  # zero to a negative power
    return result


def _scaled(amount: int, factor: Decimal, *, divide: bool = False) -> int:
    """The whole amount times the factor, cut towards zero: durations have more digits than numbers."""
    if abs(factor.adjusted()) > _LARGEST_FACTOR:
        raise ValueError("the factor is too large or too small")
    top, bottom = factor.as_integer_ratio()
    if divide:
        top, bottom = bottom, top
    if not bottom:
        raise ValueError("nothing can be divided by zero")
    product = amount * top
    result = abs(product) // abs(bottom)
    return result if (product < 0) == (bottom < 0) else -result


def _times_days(duration: DaysTime, factor: Decimal) -> DaysTime:
    return bounded_days(_scaled(duration.nanoseconds, factor))


def _times_months(duration: YearsMonths, factor: Decimal) -> YearsMonths:
    return bounded_months(_scaled(duration.months, factor))


_ADD: dict[tuple[type, type], Rule] = {
    (str, str): lambda left, right: left + right,
    (Date, DaysTime): add_to_date,
    (Date, YearsMonths): add_to_date,
    (DateTime, DaysTime): add_to_moment,
    (DateTime, YearsMonths): add_to_moment,
    (Time, DaysTime): add_to_time,
    (DaysTime, DaysTime): lambda left, right: bounded_days(left.nanoseconds + right.nanoseconds),
    (YearsMonths, YearsMonths): lambda left, right: bounded_months(left.months + right.months),
}
_SUBTRACT: dict[tuple[type, type], Rule] = {
    **{kinds: _backwards(rule) for kinds, rule in _ADD.items() if kinds != (str, str)},
    (Date, Date): between_moments,
    (Date, DateTime): between_moments,
    (DateTime, Date): between_moments,
    (DateTime, DateTime): between_moments,
    (Time, Time): between_times,
}
_MULTIPLY: dict[tuple[type, type], Rule] = {
    (DaysTime, Decimal): _times_days,
    (YearsMonths, Decimal): _times_months,
}
_DIVIDE: dict[tuple[type, type], Rule] = {
    (DaysTime, Decimal): lambda left, right: bounded_days(_scaled(left.nanoseconds, right, divide=True)),
    (YearsMonths, Decimal): lambda left, right: bounded_months(_scaled(left.months, right, divide=True)),
    (DaysTime, DaysTime): lambda left, right: ARITHMETIC.divide(*map(Decimal, (left[0], right[0]))),
    (YearsMonths, YearsMonths): lambda left, right: ARITHMETIC.divide(
        Decimal(left.months), Decimal(right.months)
    ),
}

_NUMBERS: dict[str, Rule] = {
    "+": ARITHMETIC.add,
    "-": ARITHMETIC.subtract,
    "*": ARITHMETIC.multiply,
    "/": ARITHMETIC.divide,
    "**": _power,
}


def _with_swapped(rules: dict[tuple[type, type], Rule]) -> dict[tuple[type, type], Rule]:
    return {(right, left): _swapped(rule) for (left, right), rule in rules.items()} | rules


_RULES: dict[str, dict[tuple[type, type], Rule]] = {
    operator: {(Decimal, Decimal): _NUMBERS[operator], **rules}
    for operator, rules in {
        "+": _with_swapped(_ADD),
        "-": _SUBTRACT,
        "*": _with_swapped(_MULTIPLY),
        "/": _DIVIDE,
        "**": {},
    }.items()
}


def calculate(operator: str, left: Any, right: Any) -> Any:
    """The result; raises Nothing where there is none. The length of a text is not looked at."""
    rule = _RULES[operator].get((type(left), type(right)))
    if rule is None:
        raise Nothing(f"a {kind_of(left)} {operator} a {kind_of(right)} has no result")
    try:
        return rule(left, right)
    except DecimalException:
        raise Nothing(f"{left} {operator} {right} is no number that can be written down") from None
    except ValueError as reason:
        raise Nothing(str(reason)) from None


def compile_arithmetic(node: tree.Arithmetic, left: Run, right: Run) -> Run:
    """The closure of `left op right`; two numbers take the short way."""
    operator, at = node.operator, node.at
    of_numbers = _NUMBERS[operator]

    def run(frame: Frame) -> Any:
        one, other = left(frame), right(frame)
        try:
            if type(one) is Decimal and type(other) is Decimal:
                return of_numbers(one, other)
        except DecimalException:
            pass  # said below
        try:
            result = calculate(operator, one, other)
        except Nothing as reason:
            state_of(frame).note(at, str(reason))
            return None
        return state_of(frame).made_text(result) if type(result) is str else result

    return run


def negate(value: Any) -> Any:
    """The value with the other sign; raises Nothing for what has none."""
    if type(value) is Decimal:
        try:
            return ARITHMETIC.minus(value)
        except Overflow:
            raise Nothing("the number is too large") from None
    if type(value) is DaysTime or type(value) is YearsMonths:
        return _opposite(value)
    raise Nothing(f"a {kind_of(value)} has no opposite")
