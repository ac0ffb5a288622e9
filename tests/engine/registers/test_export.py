"""A register leaves as CSV that runs nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.registers.export import cell, csv_lines


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1"])
def test_text_that_looks_like_a_formula_is_disarmed(text: str) -> None:
    assert cell(text) == "'" + text


def test_numbers_stay_numbers_and_labels_stand_for_entries() -> None:
    assert cell(Decimal("-12.50")) == "-12.50"
    assert cell(True) == "yes"
    assert cell(None) == ""
    assert cell({"key": "water", "label": "Water supply"}) == "Water supply"
    assert cell([{"key": "a", "label": "A"}, "b"]) == "A; b"


def test_lines_are_quoted_where_needed() -> None:
    lines = list(csv_lines(["Reference", "Words"], [["CMP-1", 'She said "no",\nthen left']]))

    assert lines == ["Reference,Words\r\n", 'CMP-1,"She said ""no"",\nthen left"\r\n']
