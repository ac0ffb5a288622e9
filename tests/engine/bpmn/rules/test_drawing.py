"""What runs must be seen: a file without its drawing, or with a part of it, is told."""

from __future__ import annotations

from engine.bpmn.check import check_model
from engine.bpmn.reading import read_model
from tests.engine.bpmn.drawing import Drawing

NAMESPACES = (
    ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"'
    ' xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
)


def shape(element: str) -> str:
    bounds = '<dc:Bounds x="0" y="0" width="36" height="36"/>'
    return f'<bpmndi:BPMNShape id="{element}_di" bpmnElement="{element}">{bounds}</bpmndi:BPMNShape>'


def edge(flow: str) -> str:
    points = '<di:waypoint x="0" y="0"/><di:waypoint x="9" y="0"/>'
    return f'<bpmndi:BPMNEdge id="{flow}_di" bpmnElement="{flow}">{points}</bpmndi:BPMNEdge>'


def told(*drawn: str) -> set[tuple[str, str, str]]:
    """What is said of start -> a -> end with this much of it drawn."""
    drawing = Drawing()
    drawing.start()
    drawing.user("a")
    drawing.end()
    drawing.path("start", "a", "end")
    plane = f'<bpmndi:BPMNPlane id="plane" bpmnElement="p">{"".join(drawn)}</bpmndi:BPMNPlane>'
    xml = drawing.xml().decode().replace("<bpmn:definitions", f"<bpmn:definitions{NAMESPACES}", 1)
    xml = xml.replace(
        "</bpmn:definitions>", f'<bpmndi:BPMNDiagram id="d">{plane}</bpmndi:BPMNDiagram></bpmn:definitions>'
    )
    return {(one.element, one.code, one.level) for one in check_model(read_model({"a.bpmn": xml.encode()}))}


def test_a_file_that_is_drawn_in_full_has_no_finding() -> None:
    shapes = [shape(element) for element in ("start", "a", "end")]

    assert told(*shapes, edge("start_a"), edge("a_end")) == set()


def test_each_element_and_flow_that_is_not_drawn_is_told() -> None:
    assert told(shape("start"), shape("end"), edge("start_a")) == {
        ("a", "not-drawn", "warning"),
        ("a_end", "not-drawn", "warning"),
    }


def test_a_file_without_any_drawing_is_told_once() -> None:
    assert told() == {("", "no-drawing", "warning")}
