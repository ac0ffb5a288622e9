"""Gateways, conditional flows and joins."""

from __future__ import annotations

import pytest

from tests.engine.bpmn.drawing import Drawing, many, zeebe
from tests.engine.bpmn.walk import Walk


def fork(
    kind: str, *branches: str, conditions: dict[str, str] | None = None, default: str | None = None
) -> Drawing:
    """start -> split -> one user task per branch -> join -> end."""
    drawing = Drawing()
    drawing.start()
    drawing.gateway(kind, "split", **({"default": f"split_{default}"} if default else {}))
    drawing.gateway(kind, "join")
    drawing.end()
    drawing.path("start", "split")
    for branch in branches:
        drawing.user(branch)
        drawing.flow("split", branch, (conditions or {}).get(branch))
        drawing.flow(branch, "join")
    drawing.path("join", "end")
    return drawing


def test_an_exclusive_gateway_takes_the_first_true_flow(restart: bool) -> None:
    drawing = fork("exclusive", "a", "b", "c", conditions={"a": "=x > 5", "b": "x > 3"}, default="c")

    assert Walk(drawing, variables={"x": 6}).open == ["a"]
    assert Walk(drawing, variables={"x": 4}).open == ["b"]
    assert Walk(drawing, variables={"x": 1}).open == ["c"]
    assert Walk(drawing).open == ["c"]  # null is not true


def test_no_true_flow_and_no_default_is_an_incident_that_can_be_retried(restart: bool) -> None:
    walk = Walk(fork("exclusive", "a", "b", conditions={"a": "x = 1", "b": "x = 2"}), restart=restart)

    assert walk.stuck == [("split", "no-flow-is-true")]

    walk.case.correct({"x": 2})
    walk.retry("split")

    assert (walk.open, walk.stuck) == (["b"], [])
    assert walk.traced("took") == ["start_split", "split_b"]


def test_a_parallel_join_waits_for_every_branch(restart: bool) -> None:
    walk = Walk(fork("parallel", "a", "b", "c"), restart=restart)

    walk.done("c")
    walk.done("a")
    assert (walk.open, walk.finished) == (["b"], False)
    assert [place.element for place in walk.position.places] == ["b", "join", "join"]
    walk.done("b")

    assert walk.finished


def test_an_inclusive_gateway_waits_only_for_what_was_taken(restart: bool) -> None:
    drawing = fork("inclusive", "a", "b", "c", conditions={"a": "x > 1", "b": "x > 2"}, default="c")
    walk = Walk(drawing, variables={"x": 3}, restart=restart)

    assert walk.open == ["a", "b"]
    walk.done("b")
    assert not walk.finished
    walk.done("a")
    assert walk.finished
    assert Walk(drawing, variables={"x": 2}).open == ["a"]
    assert Walk(drawing, variables={"x": 0}).open == ["c"]


def test_a_parallel_join_takes_one_from_each_flow_and_keeps_the_rest(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.gateway("parallel", "split")
    for name in ("a", "b", "c"):
        drawing.user(name)
    drawing.gateway("exclusive", "merge")
    drawing.gateway("parallel", "join")
    drawing.user("after")
    drawing.path("start", "split", "a", "merge", "join", "after")
    drawing.path("split", "b", "merge")
    drawing.path("split", "c", "join")
    walk = Walk(drawing, restart=restart)

    walk.done("a")
    walk.done("b")
    assert walk.open == ["c"]
    walk.done("c")

    assert walk.open == ["after"]
    assert [place.element for place in walk.position.places if place.element == "join"] == ["join"]


def test_a_task_forks_without_a_gateway(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.user("a", default="a_d")
    for name in ("b", "c", "d"):
        drawing.user(name)
    drawing.path("start", "a", "b")
    drawing.flow("a", "c", "x = 1")
    drawing.flow("a", "d")
    walk = Walk(drawing, restart=restart)

    walk.done("a", x=1)

    assert walk.open == ["b", "c"]


def test_a_default_flow_out_of_a_task_is_taken_when_no_condition_holds(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.user("a", default="a_c")
    drawing.user("b")
    drawing.user("c")
    drawing.path("start", "a")
    drawing.flow("a", "b", "x = 1")
    drawing.flow("a", "c")
    walk = Walk(drawing, restart=restart)

    walk.done("a", x=2)

    assert walk.open == ["c"]


def test_two_tokens_on_one_flow_open_a_task_twice(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.gateway("parallel", "split")
    drawing.gateway("exclusive", "merge")
    drawing.user("a")
    drawing.path("start", "split", "merge", "a")
    drawing.flow("split", "merge", identity="second")
    walk = Walk(drawing, restart=restart)

    assert walk.open == ["a", "a"]
    walk.done("a")
    walk.done("a")
    assert walk.finished


def test_nested_inclusive_joins_fire_one_after_the_other(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.gateway("inclusive", "outer")
    drawing.gateway("inclusive", "inner")
    for name in ("a", "b", "c"):
        drawing.user(name)
    drawing.gateway("inclusive", "inner_join")
    drawing.gateway("inclusive", "outer_join")
    drawing.user("after")
    drawing.path("start", "outer")
    drawing.flow("outer", "inner", "true")
    drawing.flow("outer", "c", "true")
    drawing.flow("inner", "a", "true")
    drawing.flow("inner", "b", "true")
    drawing.path("a", "inner_join", "outer_join", "after")
    drawing.path("b", "inner_join")
    drawing.path("c", "outer_join")
    walk = Walk(drawing, restart=restart)

    walk.done("c")
    walk.done("a")
    assert walk.open == ["b"]
    walk.done("b")

    assert walk.open == ["after"]


def test_a_join_in_a_loop_waits_in_every_round(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.gateway("exclusive", "again")
    drawing.gateway("inclusive", "split")
    drawing.user("a")
    drawing.user("b")
    drawing.gateway("inclusive", "join")
    drawing.gateway("exclusive", "enough", default="enough_end")
    drawing.end()
    drawing.path("start", "again", "split")
    drawing.flow("split", "a", "true")
    drawing.flow("split", "b", "true")
    drawing.path("a", "join", "enough", "end")
    drawing.path("b", "join")
    drawing.flow("enough", "again", "rounds < 3")
    walk = Walk(drawing, restart=restart)

    for rounds in (1, 2, 3):
        assert walk.open == ["a", "b"]
        walk.done("a", rounds=rounds)
        assert walk.open == ["b"]
        walk.done("b")

    assert walk.finished


def test_a_boundary_event_is_a_way_to_an_inclusive_join(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.gateway("inclusive", "split")
    drawing.user("a")
    drawing.user("b")
    drawing.boundary("late", "b", timer=("duration", "PT1H"))
    drawing.gateway("inclusive", "join")
    drawing.user("after")
    drawing.end("elsewhere")
    drawing.path("start", "split")
    drawing.flow("split", "a", "true")
    drawing.flow("split", "b", "true")
    drawing.path("a", "join", "after")
    drawing.path("b", "elsewhere")
    drawing.path("late", "join")
    walk = Walk(drawing, restart=restart)

    walk.done("a")
    assert walk.open == ["b"]
    walk.wait(hours=1)
    assert walk.open == ["after"]


def test_a_loop_without_people_stops_at_the_step_budget(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.gateway("exclusive", "again")
    drawing.script("count", "if n = null then 1 else n + 1", "n")
    drawing.gateway("exclusive", "enough", default="enough_again")
    drawing.end()
    drawing.path("start", "again", "count", "enough", "again")
    drawing.flow("enough", "end", "n > 500")
    walk = Walk(drawing, restart=restart)

    assert [code for _, code in walk.stuck] == ["step-budget"]
    assert walk.file["n"] == 333
    walk.retry(walk.position.stuck[0].element)
    assert walk.finished
    assert walk.file["n"] == 501


@pytest.mark.parametrize(
    ("loop", "code"),
    [("", "calls-too-deep"), (many("=[1]"), "calls-too-deep"), (many("=[1, 2, 3]"), "step-budget")],
)
def test_a_process_that_calls_itself_for_ever_stops_and_can_be_cancelled(loop: str, code: str) -> None:
    drawing = Drawing()
    drawing.start()
    with drawing.inside("again", body=loop):
        drawing.start("inner")
        drawing.node("callActivity", "itself", zeebe("calledElement", processId="p"))
        drawing.path("inner", "itself")
    drawing.path("start", "again")
    walk = Walk(drawing)

    assert {found for _, found in walk.stuck} == {code}
    walk.case.cancel()
    assert walk.finished


def test_a_process_may_call_itself_as_often_as_it_needs(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.gateway("exclusive", "more", default="more_end")
    drawing.script("count", "=n - 1", "n")
    drawing.node("callActivity", "itself", zeebe("calledElement", processId="p"))
    drawing.end()
    drawing.path("start", "more", "end")
    drawing.flow("more", "count", "=n > 0")
    drawing.path("count", "itself", "end")
    walk = Walk(drawing, variables={"n": 30}, restart=restart)

    assert walk.finished
    assert walk.file == {"n": 0}
