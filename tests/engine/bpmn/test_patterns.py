"""The workflow patterns 1 to 20 (van der Aalst and others), one small diagram each.

Pattern 8, multi-merge, 9, discriminator, and 15, instances without a priori knowledge, show what BPMN gives
for them: a discriminator is an event or a completion condition; more instances come with a loop.
"""

from __future__ import annotations

from tests.engine.bpmn.drawing import Drawing, many
from tests.engine.bpmn.walk import Walk


def drawn(*tasks: str) -> Drawing:
    drawing = Drawing()
    drawing.start()
    for task in tasks:
        drawing.user(task)
    return drawing


def test_01_sequence(restart: bool) -> None:
    drawing = drawn("a", "b")
    drawing.path("start", "a", "b")
    walk = Walk(drawing, restart=restart)

    walk.done("a")

    assert walk.open == ["b"]


def split_and_join(split: str, join: str, restart: bool, **variables: object) -> Walk:
    drawing = drawn("a", "b", "after")
    drawing.gateway(split, "split", **({} if split == "parallel" else {"default": "split_b"}))
    drawing.gateway(join, "join")
    drawing.path("start", "split")
    drawing.flow("split", "a", None if split == "parallel" else "x > 1")
    drawing.flow("split", "b", "x > 2" if split == "both" else None)
    drawing.path("a", "join", "after")
    drawing.path("b", "join")
    return Walk(drawing, variables=variables, restart=restart)


def test_02_parallel_split_and_03_synchronization(restart: bool) -> None:
    walk = split_and_join("parallel", "parallel", restart)

    assert walk.open == ["a", "b"]
    walk.done("a")
    assert walk.open == ["b"]
    walk.done("b")
    assert walk.open == ["after"]


def test_04_exclusive_choice_and_05_simple_merge(restart: bool) -> None:
    walk = split_and_join("exclusive", "exclusive", restart, x=5)

    assert walk.open == ["a"]
    walk.done("a")
    assert walk.open == ["after"]


def test_06_multi_choice_and_07_structured_synchronizing_merge(restart: bool) -> None:
    drawing = drawn("a", "b", "c", "after")
    drawing.gateway("inclusive", "split", default="split_c")
    drawing.gateway("inclusive", "join")
    drawing.path("start", "split")
    drawing.flow("split", "a", "x > 1")
    drawing.flow("split", "b", "x > 2")
    drawing.flow("split", "c")
    for task in ("a", "b", "c"):
        drawing.path(task, "join")
    drawing.path("join", "after")
    walk = Walk(drawing, variables={"x": 3}, restart=restart)

    assert walk.open == ["a", "b"]
    walk.done("b")
    assert walk.open == ["a"]
    walk.done("a")
    assert walk.open == ["after"]


def test_08_multi_merge(restart: bool) -> None:
    walk = split_and_join("parallel", "exclusive", restart)

    walk.done("a")
    assert walk.open == ["after", "b"]
    walk.done("b")
    assert walk.open == ["after", "after"]


def test_09_structured_discriminator(restart: bool) -> None:
    drawing = drawn("after")
    drawing.user("ask", body=many("=[1,2,3]", until="=numberOfCompletedInstances >= 1"))
    drawing.path("start", "ask", "after")
    walk = Walk(drawing, restart=restart)

    walk.done("ask", 2)

    assert walk.open == ["after"]


def test_10_arbitrary_cycles(restart: bool) -> None:
    drawing = drawn("a", "b", "c")
    for gateway in ("one", "two"):
        drawing.gateway("exclusive", gateway)
        drawing.gateway(
            "exclusive", f"after_{gateway}", default=f"after_{gateway}_{'b' if gateway == 'one' else 'c'}"
        )
    drawing.path("start", "one", "two", "a", "after_one", "b", "after_two", "c")
    drawing.flow("after_one", "one", "again = 1")
    drawing.flow("after_two", "two", "again = 2")
    walk = Walk(drawing, restart=restart)

    walk.done("a", again=1)
    assert walk.open == ["a"]
    walk.done("a", again=2)
    walk.done("b")
    assert walk.open == ["a"]
    walk.done("a", again=0)
    walk.done("b")
    assert walk.open == ["c"]


def test_11_implicit_termination(restart: bool) -> None:
    drawing = drawn("a", "b")
    drawing.gateway("parallel", "split")
    drawing.path("start", "split", "a")
    drawing.path("split", "b")
    walk = Walk(drawing, restart=restart)

    walk.done("a")
    assert not walk.finished
    walk.done("b")
    assert walk.finished


def test_12_instances_without_synchronization(restart: bool) -> None:
    drawing = drawn("a", "go_on")
    drawing.gateway("parallel", "spawn")
    drawing.gateway("exclusive", "merge")
    drawing.gateway("exclusive", "more", default="more_end")
    drawing.end()
    drawing.path("start", "merge", "spawn", "a")
    drawing.path("spawn", "go_on", "more", "end")
    drawing.flow("more", "merge", "more")
    walk = Walk(drawing, restart=restart)

    walk.done("go_on", more=True)
    walk.done("go_on", more=False)

    assert walk.open == ["a", "a"]


def test_13_a_number_of_instances_known_when_drawn(restart: bool) -> None:
    drawing = drawn("after")
    drawing.user("a", body=many("=[1,2,3]"))
    drawing.path("start", "a", "after")
    walk = Walk(drawing, restart=restart)

    for number in (3, 1, 2):
        walk.done("a", number)

    assert walk.open == ["after"]


def test_14_a_number_of_instances_known_at_run_time(restart: bool) -> None:
    drawing = drawn("after")
    drawing.user("a", body=many("=people"))
    drawing.path("start", "a", "after")

    assert Walk(drawing, variables={"people": [1, 2]}, restart=restart).open == ["a", "a"]


def test_15_a_number_of_instances_known_only_afterwards(restart: bool) -> None:
    drawing = drawn("after")
    drawing.user(
        "a",
        body="<bpmn:standardLoopCharacteristics><bpmn:loopCondition>another</bpmn:loopCondition>"
        "</bpmn:standardLoopCharacteristics>",
    )
    drawing.path("start", "a", "after")
    walk = Walk(drawing, restart=restart)

    walk.done("a", another=True)
    walk.done("a", another=True)
    walk.done("a", another=False)

    assert walk.open == ["after"]


def test_16_deferred_choice(restart: bool) -> None:
    drawing = drawn("a", "b")
    drawing.gateway("eventBased", "gate")
    drawing.catch("called", message="call", key='="k"')
    drawing.catch("late", timer=("duration", "PT1H"))
    drawing.path("start", "gate", "called", "a")
    drawing.path("gate", "late", "b")
    walk = Walk(drawing, restart=restart)

    walk.wait(hours=1)

    assert walk.open == ["b"]
    assert walk.position.subscriptions == ()


def test_17_interleaved_parallel_routing(restart: bool) -> None:
    """Any order, never two at once: one after the other in the order people choose."""
    drawing = drawn("a", "b", "after", "choose")
    drawing.gateway("exclusive", "merge")
    drawing.gateway("exclusive", "which", default="which_after")
    drawing.path("start", "merge", "choose", "which", "after")
    drawing.flow("which", "a", '=next = "a"')
    drawing.flow("which", "b", '=next = "b"')
    drawing.path("a", "merge")
    drawing.path("b", "merge")
    walk = Walk(drawing, restart=restart)

    for task in ("b", "a"):
        walk.done("choose", next=task)
        assert walk.open == [task]
        walk.done(task)
    walk.done("choose", next=None)

    assert walk.open == ["after"]


def test_18_milestone(restart: bool) -> None:
    """Possible only while the milestone holds: a non-interrupting event on the milestone's activity."""
    drawing = drawn("milestone", "b", "after")
    drawing.boundary("asked", "milestone", interrupting=False, message="ask", key='="k"')
    drawing.path("start", "milestone", "after")
    drawing.path("asked", "b")
    walk = Walk(drawing, restart=restart)

    walk.message("ask")
    assert walk.open == ["b", "milestone"]
    walk.done("milestone")
    assert walk.position.subscriptions == ()


def test_19_cancel_activity(restart: bool) -> None:
    drawing = drawn("a", "after")
    drawing.boundary("stop", "a", message="stop", key='="k"')
    drawing.path("start", "a")
    drawing.path("stop", "after")
    walk = Walk(drawing, restart=restart)

    walk.message("stop")

    assert walk.open == ["after"]


def test_20_cancel_case(restart: bool) -> None:
    drawing = drawn("a", "b", "c")
    drawing.gateway("parallel", "split")
    drawing.end("stop", define="<bpmn:terminateEventDefinition/>")
    drawing.path("start", "split", "a", "stop")
    drawing.path("split", "b")
    drawing.path("split", "c")
    walk = Walk(drawing, restart=restart)

    walk.done("a")

    assert walk.finished
    assert sorted(walk.traced("cancelled")) == ["b", "c"]
