"""Random models: a case that was carried over stands and ends as one begun on the new version."""

from __future__ import annotations

import pytest

from engine.bpmn.migrating.carrying import Carrier
from engine.bpmn.migrating.counterparts import Counterparts
from tests.engine.bpmn.migrating.changed import (
    Edit,
    follow,
    further_branch,
    further_event,
    rearranged,
    step_beside,
    step_in_parallel,
)
from tests.engine.bpmn.migrating.renaming import Wanderer
from tests.engine.bpmn.oracle.compare import compare

FEW = range(40)
MORE = [pytest.param(range(first, first + 50), marks=pytest.mark.long) for first in range(40, 290, 50)]
EDITS = [step_beside, step_in_parallel, further_branch, further_event]


@pytest.mark.parametrize("seeds", [FEW, *MORE], ids=str)
def test_carried_to_and_fro_before_every_step_a_case_runs_as_drawn(seeds: range) -> None:
    steps = sum(compare(seed, 5, Wanderer) for seed in seeds)

    assert steps > 100


@pytest.mark.parametrize("seeds", [FEW, *MORE], ids=str)
@pytest.mark.parametrize("edit", EDITS)
def test_from_there_a_case_goes_on_as_one_begun_on_the_new_version(edit: Edit, seeds: range) -> None:
    outcomes = [outcome for seed in seeds if (outcome := follow(seed, edit)) is not None]

    carried = [outcome for outcome in outcomes if outcome.carried_after is not None]
    assert len(carried) > len(outcomes) / 2
    assert sum(outcome.steps - (outcome.carried_after or 0) for outcome in carried) > len(carried)


@pytest.mark.parametrize("seeds", [range(100), *MORE], ids=str)
def test_what_was_carried_comes_to_its_end(seeds: range) -> None:
    carried = [rearranged(seed) for seed in seeds]

    assert carried.count(True) > len(carried) / 2
    assert False in carried, "some have to be refused"


def noticed(edit: Edit | None = None) -> bool:
    """Whether one of the models tells a wrong carrier from a right one."""
    for seed in range(80):
        try:
            compare(seed, 5, Wanderer) if edit is None else follow(seed, edit)
        except (AssertionError, LookupError, ValueError):
            return True
    return False


def test_a_branch_that_nobody_begins_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Counterparts, "same_branches", lambda *_: True)

    assert noticed(step_in_parallel)


def test_a_lost_arrival_at_a_join_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Carrier, "_arrivals", lambda *_: {})

    assert noticed()


def test_an_event_nobody_listens_for_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Carrier, "_arm", lambda *_: None)

    assert noticed(further_event)
