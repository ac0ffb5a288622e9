"""Random models: engine and oracle agree, and the oracle would notice a mistake."""

from __future__ import annotations

import pytest

from engine.bpmn.graph.node import Node
from engine.bpmn.run import flows, happening, instances
from engine.bpmn.run.token import Scope
from tests.engine.bpmn.oracle.compare import compare

FEW = range(50)  # enough for the fast loop; `make test` walks them all
MORE = [range(first, first + 50) for first in range(50, 300, 50)]


@pytest.mark.parametrize(
    "seeds", [FEW, *(pytest.param(seeds, marks=pytest.mark.long) for seeds in MORE)], ids=str
)
def test_random_models_run_as_their_structure_says(seeds: range) -> None:
    steps = sum(compare(seed) for seed in seeds)

    assert steps > 100


def noticed(seeds: int = 80) -> bool:
    """Whether one of the models tells engine and oracle apart."""
    for seed in range(seeds):
        try:
            compare(seed)
        except (AssertionError, LookupError):
            return True
    return False


def test_an_inclusive_join_that_does_not_wait_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(_scope: Scope, _node: Node) -> bool:
        return False

    monkeypatch.setattr(flows, "_has_to_wait", never)

    assert noticed()


def test_a_non_interrupting_event_that_happens_once_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(happening, "_again", lambda run, wait: run.unwait(wait))

    assert noticed()


def test_results_in_another_order_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    original = instances.instance_done

    def shuffled(run, token, outcome):  # type: ignore[no-untyped-def]
        if token.holder.detail["completed"] == 0:
            token.number = token.holder.detail["total"] + 1 - token.number
        original(run, token, outcome)

    monkeypatch.setattr("engine.bpmn.run.activities.instances.instance_done", shuffled)

    assert noticed(200)
