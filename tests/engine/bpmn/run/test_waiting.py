"""Catch events, event gateways, and events that cannot be waited for."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from tests.engine.bpmn.drawing import Drawing
from tests.engine.bpmn.run.figures import guarded, with_reaction
from tests.engine.bpmn.walk import MONDAY, Walk


def test_a_catch_event_waits_for_its_date(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.catch("later", timer=("date", '=date and time(opened) + duration("P1D")'))
    drawing.user("a")
    drawing.path("start", "later", "a")
    walk = Walk(drawing, variables={"opened": "2026-03-02T09:00:00Z"}, restart=restart)

    assert walk.position.timers[0].due == MONDAY + timedelta(days=1)
    assert [place.element for place in walk.position.places] == ["later"]
    walk.wait(days=1)

    assert walk.open == ["a"]


def first_of(*events: dict[str, object]) -> Drawing:
    """An event gateway with one catch event and one task for each event."""
    drawing = Drawing()
    drawing.start()
    drawing.gateway("eventBased", "gate")
    drawing.path("start", "gate")
    for number, event in enumerate(events, 1):
        drawing.catch(f"event{number}", **event)
        drawing.user(f"task{number}")
        drawing.path("gate", f"event{number}", f"task{number}")
    return drawing


def test_an_event_gateway_with_two_timers_takes_the_earlier_one(restart: bool) -> None:
    walk = Walk(first_of({"timer": ("duration", "P2D")}, {"timer": ("duration", "P1D")}), restart=restart)

    walk.wait(days=3)

    assert walk.open == ["task2"]
    assert walk.position.timers == ()


def test_an_event_gateway_takes_the_message_that_comes_first(restart: bool) -> None:
    walk = Walk(
        first_of({"message": "yes", "key": '="k"'}, {"signal": "stop"}, {"timer": ("duration", "P1D")}),
        restart=restart,
    )

    walk.message("yes", answer="fine")

    assert walk.open == ["task1"]
    assert walk.file == {"answer": "fine"}
    assert walk.position.subscriptions == ()
    assert "gate_event1" in walk.traced("took")


def test_a_boundary_that_cannot_be_armed_leaves_the_task_stuck_until_it_can(restart: bool) -> None:
    walk = Walk(guarded(timer=("duration", "=patience")), restart=restart)

    assert walk.stuck == [("a", "timer")]
    walk.case.correct({"patience": "PT5M"})
    walk.retry("a")

    assert walk.open == ["a"]
    walk.wait(minutes=5)
    assert walk.open == ["b"]


def test_an_event_sub_process_that_cannot_be_armed_is_stuck_by_itself(restart: bool) -> None:
    walk = Walk(with_reaction(interrupting=False, message="hello", key="=customer"), restart=restart)

    assert (walk.open, walk.stuck) == (["a"], [("reaction", "no-key")])
    walk.case.correct({"customer": "c1"})
    walk.retry("reaction")
    walk.message("hello", "c1")

    assert walk.open == ["a", "react"]


def test_a_number_of_endless_zeros_is_no_key(restart: bool) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.catch("paid", message="paid", key="=amount")
    drawing.path("start", "paid")

    assert Walk(drawing, variables={"amount": Decimal("1E+900000000")}, restart=restart).stuck == [
        ("paid", "no-key")
    ]
