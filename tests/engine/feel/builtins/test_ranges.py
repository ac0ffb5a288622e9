"""Built-in functions of points and ranges."""

from __future__ import annotations

import pytest

from tests.engine.feel.conftest import Evaluate

ANSWERS = {
    "before(1, 2)": True,
    "before([1..5], [5..8])": False,
    "before([1..5), [5..8])": True,
    "before([1..5], (5..8])": True,
    "before(5, (5..8])": True,
    "before(null, 1)": None,
    'before(1, "a")': None,
    "after(10, [1..10))": True,
    "meets([1..5], [5..8])": True,
    "meets([1..5), [5..8])": False,
    "meets([1..5], (5..8])": False,
    "met by([5..8], [1..5])": True,
    "overlaps([1..5], [5..8])": True,
    "overlaps([1..5], (5..8])": False,
    "overlaps((>5), [1..6])": True,
    "overlaps before([1..5], [3..8])": True,
    "overlaps before([1..8], [3..8])": True,
    "overlaps before([1..8], [3..8))": False,
    "overlaps after([3..8], [1..5])": True,
    "finishes(10, [1..10])": True,
    "finishes(10, [1..10))": False,
    "finishes([5..10], [1..10])": True,
    "finished by([1..10], 10)": True,
    "includes([1..10], 10)": True,
    "includes([1..10), 10)": False,
    "includes([1..10], (1..10))": True,
    "includes((1..10), [1..10])": False,
    "during(5, [1..10])": True,
    "starts(1, [1..5])": True,
    "starts([1..2], (1..5])": False,
    "started by([1..10], 1)": True,
    "coincides([1..5], [1..5])": True,
    "coincides([1..5], [1..5))": False,
    "coincides(5, 5)": True,
    'includes([@"2026-01-01"..@"2026-12-31"], @"2026-06-01")': True,
}


@pytest.mark.parametrize(("text", "expected"), ANSWERS.items())
def test_points_and_ranges_lie_so_or_not(value_of: Evaluate, text: str, expected: bool | None) -> None:
    assert value_of(text) is expected
