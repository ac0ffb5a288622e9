"""Built-in functions of numbers."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.engine.feel.conftest import Evaluate

RESULTS: dict[str, Any] = {
    "decimal(1/3, 2)": Decimal("0.33"),
    "decimal(1.5, 0)": 2,
    "decimal(2.5, 0)": 2,
    "decimal(1, 10**9)": None,
    "floor(-1.5)": -2,
    "floor(1.56, 1)": Decimal("1.5"),
    "floor(1.56, null)": None,
    "ceiling(-1.5)": -1,
    "round up(-1.126, 2)": Decimal("-1.13"),
    "round down(-5.5, 0)": -5,
    "round half up(2.5, 0)": 3,
    "round half down(2.5, 0)": 2,
    "round up(5.5, 6176)": Decimal("5.5"),
    "round up(5.5, 6177)": None,
    "round half up(1234, -2)": 1200,
    "abs(-1)": 1,
    'abs(duration("-P1D"))': timedelta(days=1),
    "modulo(-12, 5)": 3,
    "modulo(12, -5)": -3,
    "modulo(10.1, 4.5)": Decimal("1.1"),
    "modulo(1, 0)": None,
    "sqrt(16)": 4,
    "sqrt(-1)": None,
    "log(1)": 0,
    "log(0)": None,
    "exp(0)": 1,
    "exp(1e30)": None,
    "odd(3)": True,
    "odd(2)": False,
    "odd(-1)": True,
    "even(0)": True,
    "even(1.5)": False,
    'floor("1")': None,
    "floor()": None,
}


@pytest.mark.parametrize(("text", "expected"), RESULTS.items())
def test_a_function_of_numbers_answers(value_of: Evaluate, text: str, expected: Any) -> None:
    assert value_of(text) == expected
