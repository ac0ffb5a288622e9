"""Built-in functions of numbers (DMN 1.5, table 77)."""

from __future__ import annotations

import decimal
from decimal import Decimal

from engine.feel.builtins.registry import define
from engine.feel.functions import Nothing
from engine.feel.numbers import ARITHMETIC, DIGITS, whole
from engine.feel.temporal.duration import DaysTime, YearsMonths

_SMALLEST_SCALE, _LARGEST_SCALE = -6111, 6176
_MOST_DIGITS = decimal.Context(prec=DIGITS + _LARGEST_SCALE, Emin=-20_000, Emax=20_000)


def _to_scale(number: Decimal, scale: Decimal, rounding: str) -> Decimal:
    places = whole(scale)
    if places is None or not _SMALLEST_SCALE <= places <= _LARGEST_SCALE:
        raise Nothing(f"a scale lies between {_SMALLEST_SCALE} and {_LARGEST_SCALE}")
    if -int(number.as_tuple().exponent) <= places:
        return number  # nothing to cut off
    exponent = Decimal((0, (1,), -places))
    return ARITHMETIC.plus(number.quantize(exponent, rounding=rounding, context=_MOST_DIGITS))


def to_decimal(n: Decimal, scale: Decimal) -> Decimal:
    """The number with that many decimal places, halves to the even neighbour."""
    return _to_scale(n, scale, decimal.ROUND_HALF_EVEN)


def floor(n: Decimal, scale: Decimal | None = None) -> Decimal:
    """The largest number of that scale not above."""
    return _to_scale(n, scale or Decimal(0), decimal.ROUND_FLOOR)


def ceiling(n: Decimal, scale: Decimal | None = None) -> Decimal:
    """The smallest number of that scale not below."""
    return _to_scale(n, scale or Decimal(0), decimal.ROUND_CEILING)


def round_up(n: Decimal, scale: Decimal) -> Decimal:
    """Away from zero."""
    return _to_scale(n, scale, decimal.ROUND_UP)


def round_down(n: Decimal, scale: Decimal) -> Decimal:
    """Towards zero."""
    return _to_scale(n, scale, decimal.ROUND_DOWN)


def round_half_up(n: Decimal, scale: Decimal) -> Decimal:
    """To the nearest, halves away from zero."""
    return _to_scale(n, scale, decimal.ROUND_HALF_UP)


def round_half_down(n: Decimal, scale: Decimal) -> Decimal:
    """To the nearest, halves towards zero."""
    return _to_scale(n, scale, decimal.ROUND_HALF_DOWN)


def absolute(n: Decimal | DaysTime | YearsMonths) -> Decimal | DaysTime | YearsMonths:
    """The number or duration without its sign."""
    if isinstance(n, DaysTime):
        return DaysTime(abs(n.nanoseconds))
    return YearsMonths(abs(n.months)) if isinstance(n, YearsMonths) else ARITHMETIC.abs(n)


def modulo(dividend: Decimal, divisor: Decimal) -> Decimal:
    """What the division leaves, with the divisor's sign: a - b * floor(a / b)."""
    if not divisor:
        raise Nothing("nothing can be divided by zero")
    rest = _MOST_DIGITS.remainder(dividend, divisor)
    if rest and (rest < 0) != (divisor < 0):
        rest = _MOST_DIGITS.add(rest, divisor)
    return ARITHMETIC.plus(rest)


def square_root(number: Decimal) -> Decimal:
    """The square root of a number that is not negative."""
    return ARITHMETIC.sqrt(number)


def logarithm(number: Decimal) -> Decimal:
    """The natural logarithm of a positive number."""
    if number <= 0:
        raise Nothing("only positive numbers have a logarithm")
    return ARITHMETIC.ln(number)


def exponential(number: Decimal) -> Decimal:
    """Euler's number to that power."""
    return ARITHMETIC.exp(number)


def odd(number: Decimal) -> bool:
    """Whether a whole number is odd."""
    return _rest_of_two(number) == 1


def even(number: Decimal) -> bool:
    """Whether a whole number is even."""
    return _rest_of_two(number) == 0


def _rest_of_two(number: Decimal) -> Decimal:
    return abs(_MOST_DIGITS.remainder(number, Decimal(2)))


FUNCTIONS = (
    define("decimal(n: number, scale: number)", to_decimal),
    define("floor(n: number, scale?: number)", floor),
    define("ceiling(n: number, scale?: number)", ceiling),
    define("round up(n: number, scale: number)", round_up),
    define("round down(n: number, scale: number)", round_down),
    define("round half up(n: number, scale: number)", round_half_up),
    define("round half down(n: number, scale: number)", round_half_down),
    define("abs(n: number | days and time duration | years and months duration)", absolute),
    define("modulo(dividend: number, divisor: number)", modulo),
    define("sqrt(number: number)", square_root),
    define("log(number: number)", logarithm),
    define("exp(number: number)", exponential),
    define("odd(number: number)", odd),
    define("even(number: number)", even),
)
