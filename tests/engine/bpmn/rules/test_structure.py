"""Elements that cannot stand together."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.engine.bpmn.drawing import Drawing
from tests.engine.bpmn.found import findings, structure


def _without_start(drawing: Drawing) -> None:
    drawing.parts = [part for part in drawing.parts if "startEvent" not in part and "start_a" not in part]


def _two_starts(drawing: Drawing) -> None:
    drawing.start("second")
    drawing.path("second", "a")


def _sub_with_message_start(drawing: Drawing) -> None:
    with drawing.inside("sub"):
        drawing.start("inner", message="m")
    drawing.path("a", "sub")


def _event_sub_process_without_event(drawing: Drawing) -> None:
    with drawing.reacting("sub"):
        drawing.start("inner")


def _flow_across(drawing: Drawing) -> None:
    with drawing.inside("sub"):
        drawing.start("inner")
        drawing.user("b")
        drawing.path("inner", "b", "end")
    drawing.path("a", "sub")


def _cancel_outside(drawing: Drawing) -> None:
    drawing.end("stop", define="<bpmn:cancelEventDefinition/>")
    drawing.path("a", "stop")


def _condition_on_parallel(drawing: Drawing) -> None:
    drawing.gateway("parallel", "fork")
    drawing.user("b")
    drawing.path("a", "fork")
    drawing.flow("fork", "b", "true")


def _task_after_event_gateway(drawing: Drawing) -> None:
    drawing.gateway("eventBased", "gate")
    drawing.user("b")
    drawing.path("a", "gate", "b")


def _non_interrupting_error(drawing: Drawing) -> None:
    drawing.boundary("edge", "a", interrupting=False, error="e")


def _code_by_expression(drawing: Drawing) -> None:
    drawing.boundary("edge", "a", error="=x")


def _handler_missing(drawing: Drawing) -> None:
    drawing.boundary("edge", "a", define="<bpmn:compensateEventDefinition/>")


@pytest.mark.parametrize(
    ("draw", "expected"),
    [
        (_without_start, ("p", "no-start")),
        (_two_starts, ("second", "several-starts")),
        (_sub_with_message_start, ("sub", "no-start")),
        (_event_sub_process_without_event, ("sub", "no-start")),
        (_flow_across, ("b_end", "dangling-flow")),
        (_cancel_outside, ("stop", "cancel-outside-transaction")),
        (_condition_on_parallel, ("fork", "condition-not-asked")),
        (_task_after_event_gateway, ("gate", "event-gateway")),
        (_non_interrupting_error, ("edge", "always-interrupting")),
        (_code_by_expression, ("edge", "code-not-static")),
        (_handler_missing, ("edge", "compensation")),
        (lambda d: d.boundary("edge", "nowhere", signal="s"), ("edge", "dangling-reference")),
        (lambda d: d.user("a"), ("a", "duplicate-id")),
        (lambda d: d.path("a", "start"), ("start", "flow-to-start")),
        (lambda d: d.path("end", "a"), ("end", "flow-from-end")),
    ],
)
def test_elements_that_cannot_stand_together_are_refused(
    draw: Callable[[Drawing], None], expected: tuple[str, str]
) -> None:
    assert expected in findings(structure(draw))


def test_what_is_not_run_is_refused_once_and_nothing_is_said_of_its_flows() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.gateway("complex", "odd")
    drawing.end()
    drawing.path("start", "odd", "end")

    assert findings(drawing) == {("odd", "unsupported-element")}
