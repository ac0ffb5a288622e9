"""What stories can prove is read from the package; what they did is read from the store."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from engine.library.package import Package
from engine.scenarios.coverage import BOUNDARY, EVENT_SUB_PROCESS, FLOW, LEVEL, RULE, provable
from engine.scenarios.running import run_package

SHIPPED = Path(__file__).parents[3]


@cache
def shipped() -> Package:
    return Package.read(SHIPPED, "corrective_action")


@cache
def left_by_one_story() -> dict[str, set[str]]:
    """What the story of a problem that is not taken up leaves unwalked, by kind."""
    missing = run_package(shipped(), "not_taken_up").missing
    return {kind: {one.id for one in missing if one.kind == kind} for kind in {one.kind for one in missing}}


def test_every_kind_is_found_once_for_each_thing_drawn_or_written() -> None:
    found = provable(shipped())
    model = shipped().model

    boundaries = [
        element.id
        for process in model.processes.values()
        for element in process.elements.values()
        if element.kind == "boundaryEvent"
    ]
    assert sorted(one.id for one in found if one.kind == BOUNDARY) == sorted(boundaries)
    assert len(found) == len({one.mark for one in found})
    assert {one.kind for one in found} == {FLOW, BOUNDARY, EVENT_SUB_PROCESS, RULE, LEVEL}


def test_a_rule_is_told_by_its_table_its_row_and_its_remark() -> None:
    rules = [one for one in provable(shipped()) if one.kind == RULE and one.file.endswith("rigour.dmn")]

    assert rules[0].words.startswith(f"{rules[0].place}, rule 1")


@pytest.mark.parametrize("kind", [FLOW, BOUNDARY, EVENT_SUB_PROCESS, RULE, LEVEL])
def test_one_story_leaves_something_of_each_kind(kind: str) -> None:
    every = {one.id for one in provable(shipped()) if one.kind == kind}

    assert left_by_one_story()[kind] <= every
    assert left_by_one_story()[kind]


def test_what_the_story_did_is_not_missing() -> None:
    assert left_by_one_story()[FLOW] < {one.id for one in provable(shipped()) if one.kind == FLOW}
