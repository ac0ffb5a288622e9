"""Decimal numbers of 34 digits, as IEEE 754 decimal128 has them."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow

from engine.feel.errors import FeelForeignValue, FeelLimitError

DIGITS = 34
LARGEST_EXPONENT = 6176
ARITHMETIC = Context(
    prec=DIGITS,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)


def rounded(number: Decimal) -> Decimal:
    """The number in 34 digits; FeelForeignValue when it is none or too large."""
    try:
        result = ARITHMETIC.plus(number)
    except (InvalidOperation, Overflow):
        raise FeelForeignValue("the number is too large") from None
    if not result.is_finite():
        raise FeelForeignValue("not a number")
    return result


def number_of_json(text: str) -> Decimal:
    """A number with a fraction or an exponent, as JSON writes it; ValueError where no page could show it."""
    number = Decimal(text)
    if abs(number.adjusted()) > LARGEST_EXPONENT:
        raise ValueError(f"the number {text[:40]} is too large")
    return number


def from_float(number: float) -> Decimal:
    """The shortest decimal that is written like the float."""
    if not math.isfinite(number):
        raise FeelForeignValue("not a number")
    return rounded(Decimal(repr(number)))


def whole(number: Decimal) -> int | None:
    """The integer part of a number small enough to count with, else None: no huge exponent unfolds."""
    if number.adjusted() > 18:
        return None
    return int(number)


def without_exponent(number: Decimal) -> Decimal:
    """The same number as people write it: 1E+5 becomes 100000 if all its digits fit, -0 becomes 0."""
    if not number:
        number = number.copy_abs()
    if "E+" in str(number) and number.adjusted() < DIGITS:
        return number.quantize(Decimal(1), context=ARITHMETIC)
    return number


def written(number: Decimal) -> str:
    """The number as FEEL writes it: no exponent, no zeros at the end of the fraction.

    FeelLimitError for one of the case file that decimal128 could not hold: its zeros would fill the memory.
    """
    if abs(number.adjusted()) > LARGEST_EXPONENT:
        raise FeelLimitError("digits", DIGITS)
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text
