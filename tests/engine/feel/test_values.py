"""What may enter an expression, what comes out, and its JSON."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engine.feel.errors import FeelForeignValue, FeelLimitError
from engine.feel.functions import Function
from engine.feel.surroundings import Limits
from engine.feel.temporal.duration import YearsMonths
from engine.feel.values import Range, enter, from_json, leave, to_json

LIMITS = Limits()


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        "text",
        Decimal("1.5"),
        date(2026, 3, 2),
        time(9, 30, 15, 250_000),
        time(9, 30, tzinfo=UTC),
        datetime(2026, 3, 2, 9, 30, tzinfo=ZoneInfo("Europe/Berlin")),
        datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
        timedelta(days=-1, microseconds=5),
        YearsMonths(14),
        [Decimal(1), {"a": [date(2026, 3, 2)]}],
        Range(date(2026, 1, 1), date(2026, 12, 31), True, False),
    ],
)
def test_a_value_comes_out_as_it_went_in(value: Any) -> None:
    assert leave(enter(value, LIMITS), LIMITS) == value


@pytest.mark.parametrize(
    ("plain", "value"),
    [
        (1, Decimal(1)),
        (1.1, Decimal("1.1")),
        ([1, 2.5], [Decimal(1), Decimal("2.5")]),
        ({"a": 1}, {"a": Decimal(1)}),
    ],
)
def test_numbers_of_json_become_decimals(plain: Any, value: Any) -> None:
    result = from_json(plain)

    assert result == value
    assert not isinstance(result, int | float)


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (date(2026, 3, 2), "2026-03-02"),
        (datetime(2026, 3, 2, 9, tzinfo=UTC), "2026-03-02T09:00:00Z"),
        (timedelta(hours=36), "P1DT12H"),
        (YearsMonths(14), "P1Y2M"),
        ({"a": [time(9)]}, {"a": ["09:00:00"]}),
        (
            Range(Decimal(1), None, True, False),
            {"start": 1, "start included": True, "end": None, "end included": False},
        ),
    ],
)
def test_json_of_dates_and_durations_is_their_iso_text(value: Any, plain: Any) -> None:
    assert to_json(value) == plain


class Secret:
    """Something of Python's."""

    door = "open"


@pytest.mark.parametrize(
    "value",
    [
        *(Secret(), Secret, object(), len, b"bytes", {1, 2}, {1: "a"}, [Secret()], {"a": lambda: 1}),
        *(complex(1, 2), float("nan"), float("inf"), Decimal("NaN"), Decimal("1e9999999"), 10**7000),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_not_plain_data_cannot_enter(value: Any) -> None:
    if isinstance(value, Decimal):
        value = [value, float(value)]
    with pytest.raises(FeelForeignValue):
        enter(value, LIMITS)


def test_a_function_cannot_be_kept_as_json() -> None:
    with pytest.raises(FeelForeignValue):
        to_json([Function((), lambda _values, _state: None)])


def test_a_value_that_holds_too_many_others_cannot_enter() -> None:
    many: Any = [1]
    for _ in range(30):
        many = [many, many]

    with pytest.raises(FeelLimitError) as refusal:
        enter(many, LIMITS)

    assert refusal.value.limit == "values"


def test_a_value_too_deep_cannot_enter() -> None:
    deep: Any = 1
    for _ in range(5000):
        deep = [deep]

    with pytest.raises(FeelLimitError) as refusal:
        enter(deep, LIMITS)

    assert refusal.value.limit == "nesting"
