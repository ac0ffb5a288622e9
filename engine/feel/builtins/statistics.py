"""Built-in functions that reckon with all numbers of a list."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.feel.builtins.registry import define
from engine.feel.functions import Nothing
from engine.feel.numbers import ARITHMETIC
from engine.feel.running.arithmetic import calculate
from engine.feel.temporal.duration import DaysTime, YearsMonths


def total(items: list[Any]) -> Any:
    """The sum of numbers, or of durations of one kind; null for an empty list."""
    if not items:
        return None
    result = items[0]
    if not isinstance(result, Decimal | DaysTime | YearsMonths):
        raise Nothing("only numbers and durations have a sum")
    for item in items[1:]:
        if type(item) is not type(result):
            raise Nothing("values of different kinds have no sum")
        result = calculate("+", result, item)
    return result


def mean(items: list[Any]) -> Any:
    """The sum divided by the count; null for an empty list."""
    return calculate("/", total(items), Decimal(len(items))) if items else None


def product(items: list[Any]) -> Decimal | None:
    """All numbers multiplied; null for an empty list."""
    if not items:
        return None
    result = Decimal(1)
    for number in _numbers(items):
        result = ARITHMETIC.multiply(result, number)
    return result


def median(items: list[Any]) -> Decimal | None:
    """The middle number, or the mean of the two in the middle; null for an empty list."""
    ordered = sorted(_numbers(items))
    if not ordered:
        return None
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return ARITHMETIC.divide(ARITHMETIC.add(ordered[middle - 1], ordered[middle]), Decimal(2))


def standard_deviation(items: list[Any]) -> Decimal:
    """The sample's standard deviation of at least two numbers."""
    numbers = _numbers(items)
    if len(numbers) < 2:
        raise Nothing("a standard deviation needs two numbers")
    total_of_all = Decimal(0)
    for number in numbers:
        total_of_all = ARITHMETIC.add(total_of_all, number)
    centre = ARITHMETIC.divide(total_of_all, Decimal(len(numbers)))
    squares = Decimal(0)
    for number in numbers:
        distance = ARITHMETIC.subtract(number, centre)
        squares = ARITHMETIC.add(squares, ARITHMETIC.multiply(distance, distance))
    return ARITHMETIC.sqrt(ARITHMETIC.divide(squares, Decimal(len(numbers) - 1)))


def mode(items: list[Any]) -> list[Decimal]:
    """The numbers that come most often, from small to large."""
    counts: dict[Decimal, int] = {}
    for number in _numbers(items):
        counts[number] = counts.get(number, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(number for number, found in counts.items() if found == most)


def _numbers(items: list[Any]) -> list[Decimal]:
    if not all(isinstance(item, Decimal) for item in items):
        raise Nothing("the list holds something that is no number")
    return items


def _total_of(*values: Any) -> Any:
    return total(list(values))


def _mean_of(*values: Any) -> Any:
    return mean(list(values))


def _product_of(*values: Any) -> Decimal | None:
    return product(list(values))


def _median_of(*values: Any) -> Decimal | None:
    return median(list(values))


def _deviation_of(*values: Any) -> Decimal:
    return standard_deviation(list(values))


def _mode_of(*values: Any) -> list[Decimal]:
    return mode(list(values))


FUNCTIONS = (
    define("sum(list: list)", total),
    define("sum(n: any, m: any, o?: any...)", _total_of),
    define("mean(list: list)", mean),
    define("mean(n: any, m: any, o?: any...)", _mean_of),
    define("product(list: list)", product),
    define("product(n: any, m: any, o?: any...)", _product_of),
    define("median(list: list)", median),
    define("median(n: any, m: any, o?: any...)", _median_of),
    define("stddev(list: list)", standard_deviation),
    define("stddev(n: any, m: any, o?: any...)", _deviation_of),
    define("mode(list: list)", mode),
    define("mode(n: any, m: any, o?: any...)", _mode_of),
)
