"""Boundary events and event sub-processes, conditional events, links and terminate events."""

from __future__ import annotations

from datetime import timedelta

from tests.engine.bpmn.drawing import Drawing, mapping
from tests.engine.bpmn.run.figures import guarded, with_reaction
from tests.engine.bpmn.walk import MONDAY, Walk


def test_an_interrupting_timer_ends_its_task(restart: bool) -> None:
    walk = Walk(guarded(timer=("duration", "P2D")), restart=restart)

    assert walk.position.timers[0].due == MONDAY + timedelta(days=2)
    assert walk.position.timers[0].host == "a"
    walk.wait(days=2)

    assert walk.open == ["b"]
    assert "a" in walk.traced("cancelled")
    assert walk.position.timers == ()


def test_completing_the_task_forgets_its_timer(restart: bool) -> None:
    walk = Walk(guarded(timer=("duration", "P2D")), restart=restart)

    walk.done("a")

    assert walk.finished
    assert walk.position.timers == ()


def test_a_non_interrupting_timer_happens_once_beside_the_task(restart: bool) -> None:
    walk = Walk(guarded(timer=("duration", "P2D"), interrupting=False), restart=restart)

    walk.wait(days=30)
    assert walk.open == ["a", "b"]
    walk.done("a")
    assert walk.open == ["b"]
    walk.done("b")
    assert walk.finished


def test_a_reminder_repeats_and_its_branches_live_on(restart: bool) -> None:
    walk = Walk(guarded(timer=("cycle", "R3/P1D"), interrupting=False), restart=restart)

    walk.wait(days=10)

    assert walk.open == ["a", "b", "b", "b"]
    walk.done("a")
    assert walk.open == ["b", "b", "b"]


def test_what_a_cycle_missed_is_not_made_up_for(restart: bool) -> None:
    walk = Walk(guarded(timer=("cycle", "R/P1D"), interrupting=False), restart=restart)

    walk.now += timedelta(days=10, hours=1)
    walk.fire("edge")

    assert walk.open == ["a", "b"]
    assert walk.position.timers[0].due == MONDAY + timedelta(days=11)


def test_a_message_boundary_catches_again_and_again(restart: bool) -> None:
    walk = Walk(
        guarded(message="news", key="=number", interrupting=False), variables={"number": 7}, restart=restart
    )

    assert walk.position.subscriptions[0].key == "7"
    walk.message("news", "7", text="one")
    walk.message("news", "7", text="two")

    assert walk.open == ["a", "b", "b"]
    assert walk.file["text"] == "two"


def test_output_mappings_of_an_event_say_what_enters_the_case_file(restart: bool) -> None:
    walk = Walk(
        guarded(message="news", key='="k"', extension=mapping(outputs={"said.text": "=text"})),
        restart=restart,
    )

    walk.message("news", text="hello", noise=1)

    assert walk.file == {"said": {"text": "hello"}}


def test_an_event_sub_process_that_never_starts_leaves_nothing_behind(restart: bool) -> None:
    walk = Walk(with_reaction(interrupting=False, timer=("duration", "P1D")), restart=restart)

    walk.done("a")

    assert walk.finished
    assert walk.position.timers == ()


def test_a_non_interrupting_event_sub_process_keeps_the_case_open(restart: bool) -> None:
    walk = Walk(with_reaction(interrupting=False, message="hello", key='="k"'), restart=restart)

    walk.message("hello")
    walk.message("hello")
    assert walk.open == ["a", "react", "react"]
    walk.done("a")
    walk.done("react")
    assert not walk.finished
    walk.done("react")
    assert walk.finished


def test_an_interrupting_event_sub_process_ends_everything_else(restart: bool) -> None:
    walk = Walk(with_reaction(interrupting=True, message="stop", key='="k"'), restart=restart)

    walk.message("stop", why="withdrawn")

    assert walk.open == ["react"]
    assert walk.position.subscriptions == ()
    assert walk.file == {"why": "withdrawn"}
    walk.done("react")
    assert walk.finished


def test_conditional_events_happen_when_the_case_file_makes_them_true(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.gateway("parallel", "split")
    drawing.user("a")
    drawing.user("b")
    drawing.boundary("high", "b", interrupting=False, when="=amount > 100")
    drawing.user("check")
    drawing.catch("paid", when="=paid")
    drawing.user("thank")
    drawing.path("start", "split", "a")
    drawing.path("split", "b")
    drawing.path("split", "paid", "thank")
    drawing.path("high", "check")
    walk = Walk(drawing, restart=restart)

    assert walk.open == ["a", "b"]
    walk.case.correct({"amount": 500})
    assert walk.open == ["a", "b", "check"]
    walk.case.correct({"amount": 600})
    assert walk.open == ["a", "b", "check"]  # it did not become true again
    walk.case.correct({"amount": 1})
    walk.case.correct({"amount": 700})
    assert walk.open == ["a", "b", "check", "check"]
    walk.done("a", paid=True)
    assert walk.open == ["b", "check", "check", "thank"]


def test_a_condition_that_is_true_from_the_beginning_happens_at_once(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.catch("ready", when="=ok")
    drawing.user("a")
    drawing.path("start", "ready", "a")

    assert Walk(drawing, variables={"ok": True}).open == ["a"]


def test_a_link_jumps_to_its_target(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.throw("away", link="over")
    drawing.catch("here", link="over")
    drawing.user("a")
    drawing.path("start", "away")
    drawing.path("here", "a")

    assert Walk(drawing, restart=restart).open == ["a"]


def test_terminate_ends_its_own_scope_only(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    with drawing.inside("sub"):
        drawing.start("inner")
        drawing.gateway("parallel", "split")
        drawing.user("other")
        drawing.user("decide")
        drawing.end("stop", define="<bpmn:terminateEventDefinition/>")
        drawing.path("inner", "split", "other")
        drawing.path("split", "decide", "stop")
    drawing.user("after")
    drawing.path("start", "sub", "after")
    walk = Walk(drawing, restart=restart)

    walk.done("decide")

    assert walk.open == ["after"]
    assert walk.traced("cancelled") == ["other"]


def test_nothing_of_a_cancelled_scope_happens_a_month_later(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    with drawing.inside("sub"):
        drawing.start("inner")
        drawing.user("a")
        drawing.boundary("reminder", "a", interrupting=False, timer=("cycle", "R/P1D"))
        drawing.user("remind")
        drawing.path("inner", "a")
        drawing.path("reminder", "remind")
        with drawing.reacting("reaction"):
            drawing.start("begin", isInterrupting="false", timer=("duration", "P2D"))
            drawing.user("react")
            drawing.path("begin", "react")
    drawing.boundary("stop", "sub", message="stop", key='="k"')
    drawing.user("b")
    drawing.path("start", "sub")
    drawing.path("stop", "b")
    walk = Walk(drawing, restart=restart)

    walk.wait(days=1)
    assert walk.open == ["a", "remind"]
    walk.message("stop")
    walk.wait(days=30)

    assert walk.open == ["b"]
    assert (walk.position.timers, walk.position.subscriptions) == ((), ())
    assert len(walk.position.places) == 1


def test_conditions_that_make_one_another_true_end_with_the_step_budget() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.user("a")
    drawing.boundary(
        "ping", "a", interrupting=False, when="=x", extension=mapping(outputs={"x": "=false", "y": "=true"})
    )
    drawing.boundary(
        "pong", "a", interrupting=False, when="=y", extension=mapping(outputs={"y": "=false", "x": "=true"})
    )
    drawing.end("one")
    drawing.end("two")
    drawing.path("start", "a")
    drawing.path("ping", "one")
    drawing.path("pong", "two")

    walk = Walk(drawing, variables={"x": True})

    assert {code for _, code in walk.stuck} == {"step-budget"}
    assert walk.open == ["a"]
