"""Numbers at the border of what can be written down."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.feel.errors import FeelLimitError
from engine.feel.expression import compile_expression
from engine.feel.numbers import number_of_json
from engine.feel.surroundings import Surroundings
from tests.engine.bpmn.walk import MONDAY

AROUND = Surroundings(now=MONDAY)


@pytest.mark.parametrize("number", ["1E+900000000", "-1E+900000000", "1E-900000000"])
def test_a_number_with_millions_of_zeros_is_never_written_out(number: str) -> None:
    for text in ("string(k)", "string([k])", "string({a: k})"):
        with pytest.raises(FeelLimitError, match="digits"):
            compile_expression(text).evaluate({"k": Decimal(number)}, AROUND)


def test_the_opposite_of_a_number_that_is_too_large_is_null() -> None:
    assert compile_expression("-k").evaluate({"k": Decimal("1E+900000000")}, AROUND) is None


def test_json_gives_decimals_and_none_that_is_too_large() -> None:
    assert number_of_json("1.50") == Decimal("1.50")
    assert number_of_json("1e6144") == Decimal("1e6144")
    with pytest.raises(ValueError, match="too large"):
        number_of_json("1e900000000")
