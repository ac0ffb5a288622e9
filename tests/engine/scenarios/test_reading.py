"""Scenario files are read into steps."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from engine.library.yaml_reading import values_of
from engine.scenarios.errors import ScenarioError
from engine.scenarios.reading import read_scenario

BEGINS = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_answers_stand_beside_the_step_or_inside_an_opening() -> None:
    steps = [
        {"open": {"start": "asked", "with": {"days": 3}}, "by": "desk"},
        {
            "complete": "judge",
            "by": "desk.2",
            "with": {"share": 0.5},
            "where": {"unit.key": "a"},
            "instance": 2,
        },
    ]

    scenario = read_scenario({"title": "T", "story": "a\n b", "begins": BEGINS, "steps": steps}, "one")

    opened, completed = scenario.steps
    assert (scenario.story, scenario.begins) == ("a b", BEGINS)
    assert (opened.kind, opened.by, opened.answers) == ("open", "desk", {"days": Decimal(3)})
    assert (completed.number, completed.instance, completed.where) == (2, 2, {"unit.key": "a"})
    assert completed.answers == {"share": Decimal("0.5")}


def test_dates_become_text_and_numbers_decimals() -> None:
    assert values_of({"on": date(2026, 3, 2), "at": [BEGINS, True, None]}) == {
        "on": "2026-03-02",
        "at": ["2026-03-02T09:00:00+00:00", True, None],
    }


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ({}, "'title' is missing"),
        ({"title": "T", "begins": "soon", "steps": [{"wait": "P1D"}]}, "no instant"),
        ({"title": "T", "begins": BEGINS, "steps": "none"}, "must be a list"),
        ({"title": "T", "begins": BEGINS, "steps": ["wait"]}, "step 1: a step is"),
        ({"title": "T", "begins": BEGINS, "steps": [{"wait": "P1D", "open": {}}]}, "exactly one"),
    ],
)
def test_what_is_no_scenario_is_refused(document: dict, reason: str) -> None:
    with pytest.raises(ScenarioError, match=reason):
        read_scenario(document, "one")
