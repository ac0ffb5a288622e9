"""Paths, filters and properties."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from engine.feel.expression import compile_expression
from engine.feel.surroundings import Surroundings
from tests.engine.feel.conftest import Evaluate

RESULTS: dict[str, Any] = {
    "{a: {b: 1}}.a.b": 1,
    "{a: 1}.b": None,
    "null.a": None,
    '"foo".length': None,
    "[{a: 1}, {a: 2}].a": [1, 2],
    "[{a: 1}, {b: 2}].a": [1, None],
    "[{a: [{b: 1}]}, {a: [{b: 2}]}].a.b": [[1], [2]],
    "[1, 2, 3][1]": 1,
    "[1, 2, 3][-1]": 3,
    "[1, 2, 3][0]": None,
    "[1, 2, 3][4]": None,
    "[1, 2, 3][1.5]": None,
    "[1, 2, 3][1 + 1]": 2,
    "[1, 2, 3][item >= 2]": [2, 3],
    "[1, 2, 3, 4][item > 1][1]": 2,
    '[1, 2, 3]["x"]': [],
    "null[1]": None,
    "null[true]": [],
    "100[true]": [100],
    "100[1]": 100,
    "[{x: 1}, {x: 2}][x = 2]": [{"x": 2}],
    "[{x: 1, y: 2}, {x: 2, y: 3}][x = 2].y": [3],
    "[{item: 1}, {item: 2}][item >= 2]": [{"item": 2}],
    "[{x: 1}, {x: null}][x < 2]": [{"x": 1}],
    "[{x: 1}][y > 1]": [],
    "[{ok: true}, {ok: false}][ok]": [{"ok": True}],
    "[[1, 2], [3]][item[1] = 3]": [[3]],
    "[{a: [1, 2]}, {a: [3]}][a[item = 2][1] = 2]": [{"a": [1, 2]}],
    'date("2018-12-10").weekday': 1,
    'date("2018-12-10").month': 12,
    'date and time("2018-12-10T10:30:01").second': 1,
    'date and time("2018-12-10T10:30:00+05:00").time offset': timedelta(hours=5),
    '@"2026-03-02T10:00:00@Europe/Berlin".timezone': "Europe/Berlin",
    'time("10:30:00").time offset': None,
    'duration("P1Y2M").months': 2,
    'duration("-P1DT2H").days': -1,
    'duration("P1Y").days': None,
    'duration("PT1.5S").seconds': Decimal("1.5"),
    "[1..10].start": 1,
    "(1..10].start included": False,
    "(<10).start": None,
    "(<10).end": 10,
    "(>=10).start included": True,
}


@pytest.mark.parametrize(("text", "expected"), RESULTS.items())
def test_a_path_or_filter_leads_to_its_value(value_of: Evaluate, text: str, expected: Any) -> None:
    assert value_of(text) == expected


def test_a_place_in_a_list_may_be_a_variable(value_of: Evaluate) -> None:
    assert value_of("letters[place]", letters=["a", "b"], place=2) == "b"


def test_an_outer_variable_is_seen_where_the_item_has_no_such_entry(value_of: Evaluate) -> None:
    assert value_of("rows[level = wanted]", rows=[{"level": 1}, {"level": 2}], wanted=2) == [{"level": 2}]


def test_an_entry_of_the_item_hides_a_variable_of_its_name(value_of: Evaluate) -> None:
    assert value_of("rows[level = 2]", rows=[{"level": 1}, {"level": 2}], level=7) == [{"level": 2}]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("order.lines.price", [Decimal(1), Decimal(2)]),
        ("order.at.year", Decimal(2026)),
        ("order.buyer.name.first", None),
        ("order.nothing", None),
        ("missing.name", None),
        ("order.lines[price > 1].price", [Decimal(2)]),
        ("[{buyer: {name: 1}}][buyer.name = 1].buyer.name", [Decimal(1)]),
        ("for order in [{at: 1}] return order.at", [Decimal(1)]),
        ("order.at = order.at and count(order.lines) = 2", True),
    ],
)
def test_a_path_reads_what_the_caller_gave_as_it_reads_what_is_made_inside(
    text: str, value: object, around: Surroundings
) -> None:
    order = {"lines": [{"price": 1}, {"price": 2}], "at": date(2026, 3, 2), "buyer": {"name": "Ana"}}

    expression = compile_expression(text)

    assert expression.evaluate({"order": order}, around) == value
