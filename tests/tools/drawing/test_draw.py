"""Drawing from a map, and what the checks say of a drawing gone wrong."""

from __future__ import annotations

from itertools import pairwise

import pytest
from lxml import etree

from tools.drawing.draw import drawn
from tools.drawing.faults import faults
from tools.drawing.measures import measures, poor_names
from tools.drawing.plan import PlanRefused

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
    ' xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="file" targetNamespace="test">'
)
MODEL = f"""{HEAD}
  <bpmn:collaboration id="pools">
    <bpmn:participant id="we" name="We" processRef="answer"/>
    <bpmn:participant id="customer" name="Customer"/>
    <bpmn:messageFlow id="m" sourceRef="customer" targetRef="asked"/>
  </bpmn:collaboration>
  <bpmn:process id="answer">
    <bpmn:laneSet id="lanes">
      <bpmn:lane id="desk" name="Desk"/>
      <bpmn:lane id="boss" name="Boss"/>
    </bpmn:laneSet>
    <bpmn:startEvent id="asked" name="Asked"/>
    <bpmn:exclusiveGateway id="easy" name="Easy?" default="f_no"/>
    <bpmn:userTask id="reply" name="Reply"/>
    <bpmn:boundaryEvent id="late" name="2 days" attachedToRef="reply"/>
    <bpmn:userTask id="help" name="Help"/>
    <bpmn:endEvent id="done" name="Answered"/>
    <bpmn:sequenceFlow id="f_asked" sourceRef="asked" targetRef="easy"/>
    <bpmn:sequenceFlow id="f_yes" name="Yes" sourceRef="easy" targetRef="reply"/>
    <bpmn:sequenceFlow id="f_no" name="No" sourceRef="easy" targetRef="help"/>
    <bpmn:sequenceFlow id="f_late" sourceRef="late" targetRef="help"/>
    <bpmn:sequenceFlow id="f_reply" sourceRef="reply" targetRef="done"/>
    <bpmn:sequenceFlow id="f_help" sourceRef="help" targetRef="done"/>
  </bpmn:process>
</bpmn:definitions>""".encode()
MAP = """above customer
lane desk
  asked  easy  reply  done
lane boss
  .      .     help
"""


def test_a_map_gives_a_drawing_without_fault() -> None:
    root = etree.fromstring(drawn(MODEL, MAP))

    assert faults(root) == []
    assert poor_names(root) == []


def test_a_second_run_changes_nothing() -> None:
    once = drawn(MODEL, MAP)

    assert drawn(once, MAP) == once


def test_a_task_is_as_wide_as_its_boundary_events_need() -> None:
    two = b"""<bpmn:boundaryEvent id="later" name="4 days" attachedToRef="reply"/>
    <bpmn:boundaryEvent id="latest" name="6 days" attachedToRef="reply"/>
    <bpmn:sequenceFlow id="f_later" sourceRef="later" targetRef="help"/>
    <bpmn:sequenceFlow id="f_latest" sourceRef="latest" targetRef="help"/>
    <bpmn:userTask id="help\""""
    root = etree.fromstring(drawn(MODEL.replace(b'<bpmn:userTask id="help"', two), MAP))

    boxes = {
        shape.get("bpmnElement"): [float(shape[0].get(name, "")) for name in ("x", "width")]
        for shape in root.iter("{*}BPMNShape")
    }
    left, width = boxes["reply"]
    middles = sorted(x + own / 2 for x, own in (boxes[name] for name in ("late", "later", "latest")))
    assert width == 150
    assert left < middles[0]
    assert middles[-1] < left + width
    assert [after - before for before, after in pairwise(middles)] == [50, 50]


def test_the_file_says_who_stands_in_which_lane() -> None:
    root = etree.fromstring(drawn(MODEL, MAP))

    desk, boss = root.findall(".//{*}lane")
    assert [node.text for node in desk.findall("{*}flowNodeRef")] == [
        "asked",
        "easy",
        "reply",
        "late",
        "done",
    ]
    assert [node.text for node in boss.findall("{*}flowNodeRef")] == ["help"]


def test_two_boundary_events_leave_the_plus_of_a_closed_sub_process_in_view() -> None:
    model = MODEL.replace(
        b'<bpmn:userTask id="reply" name="Reply"/>',
        b'<bpmn:subProcess id="reply" name="Reply"><bpmn:startEvent id="s"/></bpmn:subProcess>'
        b'<bpmn:boundaryEvent id="lost" attachedToRef="reply"/>',
    )
    root = etree.fromstring(drawn(model, MAP + "closed reply\n  s\n"))

    host, late, lost = (_box(root, name) for name in ("reply", "late", "lost"))
    plus = (host["x"] + 43, host["x"] + 57)
    assert late["x"] >= plus[1] or late["x"] + 36 <= plus[0]
    assert lost["x"] >= plus[1] or lost["x"] + 36 <= plus[0]


def test_a_lane_holds_the_two_lines_of_a_name_below_its_last_event() -> None:
    model = MODEL.replace(b'"Answered"', b'"Answered in the words of the customer"')
    plan = MAP.replace("  asked  easy  reply  done", "  asked  easy  reply\n  .  .  .  done")
    root = etree.fromstring(drawn(model, plan))

    lane, name = _box(root, "desk"), _box(root, "done", "BPMNLabel/{*}")
    assert name["height"] > 14
    assert name["y"] + name["height"] <= lane["y"] + lane["height"]


def _box(root: etree._Element, name: str, inner: str = "") -> dict[str, int]:
    bounds = root.find(f".//*[@id='{name}_di']/{{*}}{inner}Bounds")
    assert bounds is not None
    return {key: int(value) for key, value in bounds.items()}


@pytest.mark.parametrize(
    ("plan", "says"),
    [
        (MAP.replace("help", "."), "no place for help"),
        (MAP.replace("help", "helps"), "no element 'helps'"),
        (MAP.replace("help", "reply"), "stands twice"),
        (MAP.replace("lane boss", "line boss"), "line 4"),
        ("  asked\n", "line 1"),
    ],
)
def test_a_map_that_does_not_fit_is_refused_by_name(plan: str, says: str) -> None:
    with pytest.raises(PlanRefused, match=says):
        drawn(MODEL, plan)


@pytest.mark.parametrize(
    ("element", "attribute", "value", "what"),
    [
        ("help_di", "y", "160", "shapes overlap"),
        ("reply_di", "x", "900", "flow does not reach its end"),
        ("done_di", "y", "900", "outside its lane"),
        ("desk_di", "height", "30", "lanes leave a gap"),
    ],
)
def test_a_shape_moved_by_hand_is_found(element: str, attribute: str, value: str, what: str) -> None:
    root = etree.fromstring(drawn(MODEL, MAP))
    bounds = root.find(f".//*[@id='{element}']/{{*}}Bounds")
    assert bounds is not None

    bounds.set(attribute, value)

    assert what in {fault.what for fault in faults(root)}


def test_an_element_without_drawing_is_found() -> None:
    root = etree.fromstring(drawn(MODEL, MAP))
    shape = root.find(".//*[@id='help_di']")
    assert shape is not None
    plane = shape.getparent()
    assert plane is not None

    plane.remove(shape)

    assert ("not drawn", "help") in {(fault.what, fault.where) for fault in faults(root)}


def test_figures_are_counted() -> None:
    root = etree.fromstring(drawn(MODEL, MAP))

    [plane] = measures(root)

    assert (plane.nodes, plane.crossings, plane.back) == (6, 0, 0)


def test_poor_names_are_found() -> None:
    model = (
        MODEL.replace(b"Easy?", b"Decide")
        .replace(b'name="Yes" ', b"")
        .replace(b'"Help"', b'"' + b"h" * 29 + b'"')
    )

    found = {(fault.what, fault.where) for fault in poor_names(etree.fromstring(drawn(model, MAP)))}

    assert found == {
        ("task's name", "help"),
        ("fork is no question of three words", "easy"),
        ("answer without a name", "f_yes"),
    }
