from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.engine.dmn.builders import ask, decision, definition, fact, part, read, text

TYPES = (
    definition("level", kind="string", allowed='"high", "low"'),
    definition("levels", kind="level", collection=True),
    definition(
        "claim", part("cost", "number") + part("paid on", "date") + part("levels", "level", collection=True)
    ),
    definition("adult", kind="number", allowed=">= 18"),
    definition("strict adult", kind="adult", allowed="< 120"),
)


def brought(value: Any, kind: str) -> Any:
    decided = ask(read(*TYPES, fact("x", kind), decision("d", text("x"), needs=["x"])), "d", x=value)
    return decided.value if not decided.problems else "refused"


@pytest.mark.parametrize(
    ("value", "kind", "kept"),
    [
        (5, "number", Decimal(5)),
        ("5", "number", "refused"),
        (True, "number", "refused"),
        ([5], "number", Decimal(5)),
        ([5, 6], "number", "refused"),
        ("2026-03-02", "date", "2026-03-02"),
        ("2026-03-02T10:00:00Z", "date", "2026-03-02"),
        ("2026-03-02", "date and time", "2026-03-02T00:00:00Z"),
        ("yesterday", "date", "refused"),
        ("P1D", "dayTimeDuration", "P1D"),
        ("P1M", "days and time duration", "refused"),
        ("10:00:00", "time", "10:00:00"),
        ("high", "level", "high"),
        ("middle", "level", "refused"),
        ("high", "levels", ["high"]),
        (["high", "low"], "levels", ["high", "low"]),
        (["high", "middle"], "levels", "refused"),
        (18, "adult", 18),
        (17, "adult", "refused"),
        (17, "strict adult", "refused"),
        (130, "strict adult", "refused"),
        ({"cost": 1, "levels": "low", "more": 1}, "claim", {"cost": 1, "levels": ["low"], "more": 1}),
        ({"paid on": "2026-03-02"}, "claim", {"paid on": "2026-03-02"}),
        ({"cost": "much"}, "claim", "refused"),
        (5, "claim", "refused"),
        ({"a": 1}, "Any", {"a": 1}),
        (None, "adult", None),
    ],
)
def test_a_fact_is_brought_to_its_type_or_refused(value: Any, kind: str, kept: Any) -> None:
    assert brought(value, kind) == kept


def test_own_types_can_be_asked_for_in_expressions() -> None:
    decisions = read(*TYPES, decision("d", text('["high" instance of level, "x" instance of level]')))

    assert ask(decisions, "d").value == [True, False]


def test_a_decision_is_brought_to_its_type() -> None:
    assert ask(read(*TYPES, decision("d", text('"high"'), kind="levels")), "d").value == ["high"]


def test_a_type_that_holds_itself_has_an_end() -> None:
    tree = definition("tree", part("value", "number") + part("below", "tree", collection=True))
    deep: dict[str, Any] = {"value": 1}
    for _ in range(30):
        deep = {"value": 1, "below": [deep]}

    decisions = read(tree, fact("x", "tree"), decision("d", text("x.value"), needs=["x"]))

    assert ask(decisions, "d", x=deep).value == 1
