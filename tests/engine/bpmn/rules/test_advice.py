"""What runs, but perhaps not as its owner means."""

from __future__ import annotations

from engine.bpmn.check import check_model
from engine.bpmn.reading import read_model
from tests.engine.bpmn.drawing import Drawing
from tests.engine.bpmn.found import findings


def test_doubtful_things_are_warnings_and_run() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.node("userTask", "old")
    drawing.gateway("exclusive", "which")
    drawing.user("a")
    drawing.user("b")
    drawing.gateway("parallel", "join")
    drawing.end()
    drawing.path("start", "old", "which")
    drawing.flow("which", "a", "x = 1")
    drawing.flow("which", "b", "x = 2")
    drawing.path("a", "join", "end")
    drawing.path("b", "join")

    model = read_model({"a.bpmn": drawing.xml()})

    assert {(finding.element, finding.code, finding.level) for finding in check_model(model)} == {
        ("", "no-drawing", "warning"),
        ("old", "not-native", "warning"),
        ("which", "no-default-flow", "warning"),
        ("join", "join-never-completes", "warning"),
    }


def test_a_loop_nobody_can_leave_is_a_warning() -> None:
    drawing = Drawing()
    drawing.start()
    drawing.gateway("exclusive", "again")
    drawing.user("a")
    drawing.path("start", "again", "a", "again")

    assert ("a", "no-way-to-end") in findings(drawing)
